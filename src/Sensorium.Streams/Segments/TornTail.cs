using System.Buffers.Binary;
using Sensorium.Core.Files;
using Sensorium.Streams.Frames;

namespace Sensorium.Streams.Segments;

/// <summary>Tells the rest of an unfinished write from damage.</summary>
internal static class TornTail
{
    /// <summary>
    /// Looks behind the first bad bytes for an intact frame that was written when those bytes were durable already. A write that a
    /// power cut tore may leave later frames and not earlier ones, so an intact frame alone proves nothing.
    /// </summary>
    /// <param name="position">Where the frames stop being intact.</param>
    /// <param name="offset">The offset expected there.</param>
    /// <returns>Where the proving frame starts, or null where the tail is only torn.</returns>
    internal static (long Position, long Offset)? FindDamage(IFile file, long position, long length, ulong salt, long offset)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, FrameHeader.ExpectedMagic);
        if (length - position < FrameHeader.Size)
        {
            return null;
        }

        var tail = new byte[length - position];
        var filled = file.Read(tail, position);
        for (var at = 1; at <= filled - FrameHeader.Size; at++)
        {
            var found = tail.AsSpan(at, filled - at).IndexOf(magic);
            if (found < 0 || at + found > filled - FrameHeader.Size)
            {
                return null;
            }

            at += found;
            var header = Frame.Header(tail.AsSpan(at));
            if (header.HasPlausibleShape(filled - at) && header.BaseOffset >= offset && header.DurableBytes > position
                && Frame.IsIntact(tail.AsSpan(at, header.Length), salt))
            {
                return (position + at, header.BaseOffset);
            }
        }

        return null;
    }
}
