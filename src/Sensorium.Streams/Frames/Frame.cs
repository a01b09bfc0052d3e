using System.Buffers.Binary;
using System.Runtime.InteropServices;

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

    internal static bool IsIntact(ReadOnlySpan<byte> frame, ulong salt) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Crc32C.Compute(frame[ChecksumEnd..], salt);
}
