using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sensorium.Core.Numerics;

namespace Sensorium.Streams.Frames;

/// <summary>Whole frames as bytes.</summary>
internal static class Frame
{
    private const int ChecksumEnd = 8;

    /// <summary>Length of the body of a control frame: its value.</summary>
    internal const int ControlBody = sizeof(long);

    internal static FrameHeader Header(ReadOnlySpan<byte> frame) => MemoryMarshal.Read<FrameHeader>(frame);

    /// <summary>Writes the header before a finished body and seals both with the checksum.</summary>
    internal static void Seal(Span<byte> frame, FrameHeader header, ulong salt)
    {
        header.Magic = FrameHeader.ExpectedMagic;
        header.Length = frame.Length;
        MemoryMarshal.Write(frame, header);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Compute(frame[ChecksumEnd..], salt));
    }

    /// <returns>Length of the body before it was compressed; -1 where a compressed one does not tell.</returns>
    internal static int InflatedBody(ReadOnlySpan<byte> frame, in FrameHeader header) =>
        header.Has(FrameFlags.Compressed) ? FrameCompression.InflatedLength(frame[FrameHeader.Size..]) : frame.Length - FrameHeader.Size;

    internal static bool IsIntact(ReadOnlySpan<byte> frame, ulong salt) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Crc32C.Compute(frame[ChecksumEnd..], salt);
}
