using System.Runtime.InteropServices;
using Sensorium.Core.Sources;

namespace Sensorium.Streams.Frames;

/// <summary>The 96 bytes before each frame's body, little-endian; <c>docs/formats.md</c> draws them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct FrameHeader
{
    internal const int Size = 96;

    /// <summary>"SNF1".</summary>
    internal const uint ExpectedMagic = 0x31464E53;

    internal uint Magic;

    /// <summary>Over the segment's salt and all bytes of the frame after this field.</summary>
    internal uint Checksum;

    /// <summary>Header and body, in bytes.</summary>
    internal int Length;

    /// <summary>Offsets that the frame takes: records, 1 for a control record, 0 for a state frame.</summary>
    internal int Count;

    internal long BaseOffset;

    /// <summary>Microseconds; never less than the frame's before.</summary>
    internal long AppendTime;

    internal ulong ProducerHigh;

    internal ulong ProducerLow;

    internal long Sequence;

    internal Counters Counters;

    /// <summary>
    /// Bytes of the segment that were on the disk when this frame was written. A bad frame before that point was good once, so the
    /// disk is damaged; one at or after it may just be the rest of an unfinished write.
    /// </summary>
    internal uint DurableBytes;

    internal FrameFlags Flags;

    internal ControlKind Control;

    internal ushort Reserved;

    internal readonly bool Has(FrameFlags flag) => (Flags & flag) != 0;

    internal readonly bool HasPlausibleShape(long bytesLeft) =>
        Magic == ExpectedMagic && Length >= Size && Length <= bytesLeft && Count >= 0;
}
