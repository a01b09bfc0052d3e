using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sensorium.Core.Numerics;

namespace Sensorium.Streams.Segments;

/// <summary>The first 64 bytes of a segment, little-endian; <c>docs/formats.md</c> draws them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct SegmentHeader
{
    internal const int Size = 64;
    internal const int CurrentVersion = 2;

    /// <summary>The first version whose frames may be compressed; a segment that an older release began goes on without.</summary>
    internal const int FirstCompressedVersion = 2;

    /// <summary>"SNSTREAM".</summary>
    private const ulong ExpectedMagic = 0x4D41455254534E53;
    private const int ChecksumEnd = 12;

    internal ulong Magic;
    internal uint Checksum;
    internal int Version;
    internal int Partition;
    internal uint Reserved;

    /// <summary>1 for a partition's first segment, one more for each that follows, also when it reuses an older one's file.</summary>
    internal long Generation;

    /// <summary>Goes into each frame's checksum, so that no frame of the file's former life is taken for one of this.</summary>
    internal ulong Salt;

    internal long BaseOffset;

    /// <summary>Bytes of the segment before this one that hold its frames; behind them may lie a former life's.</summary>
    internal long PreviousLength;

    /// <summary>Microseconds.</summary>
    internal long Created;

    internal readonly bool IsSegment => Magic == ExpectedMagic;

    internal readonly bool MayCompress => Version >= FirstCompressedVersion;

    internal static SegmentHeader Make(int partition, long generation, long baseOffset, long previousLength, long now) => new()
    {
        Magic = ExpectedMagic,
        Version = CurrentVersion,
        Partition = partition,
        Generation = generation,
        Salt = Mix((ulong)generation ^ Mix((ulong)now)),
        BaseOffset = baseOffset,
        PreviousLength = previousLength,
        Created = now,
    };

    internal static bool TryRead(ReadOnlySpan<byte> bytes, out SegmentHeader header)
    {
        header = bytes.Length < Size ? default : MemoryMarshal.Read<SegmentHeader>(bytes);
        return header.IsSegment && header.Checksum == Crc32C.Compute(bytes[ChecksumEnd..Size], 0);
    }

    internal readonly void Write(Span<byte> bytes)
    {
        MemoryMarshal.Write(bytes, this);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Crc32C.Compute(bytes[ChecksumEnd..Size], 0));
    }

    /// <summary>The finisher of SplitMix64: every input bit reaches every output bit.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
