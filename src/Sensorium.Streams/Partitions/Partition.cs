using System.Buffers.Binary;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Segments;

namespace Sensorium.Streams.Partitions;

/// <summary>The reading side of a partition: durable frames, checked, as they lie in the file. Any number of readers at once.</summary>
internal sealed class Partition(int number, PartitionState state, SegmentStore segments, Signal data, bool isFinite) : ISourcePartition
{
    private const int SmallestRead = 64 << 10;
    private const int MostExpansion = 16;

    /// <summary>How much longer than in the file the records were that were read last: says how much to read for a block.</summary>
    private volatile int _expansion = 1;

    public int Number => number;

    public bool IsFinite => isFinite;

    public Position Start => Position.FromOffset(segments.StartOffset);

    public Position End => Position.FromOffset(segments.EndOffset);

    /// <summary>Reads from the first record kept where <paramref name="from"/> is no longer there.</summary>
    public int Read(RecordBlock block, Position from, int maxBytes)
    {
        block.Clear();
        block.HasAppendTimes = true;
        block.HasKeys = true;
        while (true)
        {
            var offset = Math.Max(from.ToOffset(), segments.StartOffset);
            if (offset >= segments.EndOffset)
            {
                block.Next = from;
                return 0;
            }

            var segment = segments.Find(offset);
            if (segment.Acquire() is not { } file)
            {
                continue; // Removed in between: the start has moved.
            }

            try
            {
                segments.Touch(segment);
                Read(block, segment, file, offset, Math.Max(maxBytes, SmallestRead));
                return block.Count + block.Controls.Count;
            }
            finally
            {
                segment.Release();
            }
        }
    }

    public async ValueTask WaitForData(Position from, CancellationToken cancellation)
    {
        var offset = from.ToOffset();
        while (offset >= segments.EndOffset)
        {
            var waiter = data.Enlist();
            if (offset < segments.EndOffset)
            {
                data.Leave(waiter);
                return;
            }

            await data.Wait(waiter, cancellation);
        }
    }

    /// <summary>
    /// The position of the first record that was appended at or after a time, in microseconds; the end where there is none.
    /// </summary>
    internal Position PositionAt(long appended)
    {
        while (true)
        {
            var segment = segments.FindAppended(appended);
            if (segment.Acquire() is not { } file)
            {
                continue; // Removed in between: what is left begins later.
            }

            try
            {
                segments.Touch(segment);
                return Position.FromOffset(OffsetAt(segment, file, appended));
            }
            finally
            {
                segment.Release();
            }
        }
    }

    /// <summary>Where the partition has a writer, called through it.</summary>
    internal PartitionLedger Ledger()
    {
        var counters = state.Counters;
        var (start, end, retained, expired) = segments.Kept();
        return new(
            counters.Received,
            counters.Appended,
            counters.Duplicate,
            counters.Refused,
            retained,
            expired,
            start,
            end,
            segments.Bytes,
            state.LastRecordTime == 0 ? null : new EventTime(state.LastRecordTime).ToDateTimeOffset());
    }

    /// <summary>Finds the nearest frame that the index knows, and walks on over the headers.</summary>
    private static long OffsetAt(Segment segment, IFile file, long appended)
    {
        var end = segment.DurableBytes;
        var bytes = new byte[SmallestRead];
        var (offset, position) = segment.Index.FindLast(frame =>
            file.Read(bytes.AsSpan(0, FrameHeader.Size), frame) == FrameHeader.Size && Frame.Header(bytes).AppendTime < appended);
        while (end - position >= FrameHeader.Size)
        {
            var length = file.Read(bytes.AsSpan(0, (int)Math.Min(bytes.Length, end - position)), position);
            var at = 0;
            while (length - at >= FrameHeader.Size)
            {
                var header = Frame.Header(bytes.AsSpan(at));
                if (!header.HasPlausibleShape(end - position - at) || header.BaseOffset != offset)
                {
                    throw Damaged(segment, position + at, offset);
                }

                if (header.AppendTime >= appended && header.Count > 0)
                {
                    return offset;
                }

                segment.Index.Add(offset, position + at);
                offset += header.Count;
                at += header.Length;
            }

            if (at == 0)
            {
                break;
            }

            position += at;
        }

        return offset;
    }

    /// <summary>
    /// Reads the file straight into the block, and notes where in it, or in what it inflates to behind that, the records lie.
    /// </summary>
    private void Read(RecordBlock block, Segment segment, IFile file, long target, int maxBytes)
    {
        var (offset, position) = segment.Index.Find(target);
        var end = segment.DurableBytes;
        var wanted = maxBytes / _expansion;
        while (true)
        {
            var length = (int)Math.Min(wanted, end - position);
            block.DataLength = 0;
            block.EnsureData(length);
            if (length < FrameHeader.Size || file.Read(block.Data.AsSpan(0, length), position) < length)
            {
                throw Damaged(segment, position, offset);
            }

            block.DataLength = length;
            var (taken, nextOffset) = Walk(block, segment, length, position, offset, target, maxBytes);
            if (nextOffset > target)
            {
                block.Next = Position.FromOffset(nextOffset);
                segment.Index.Remember(nextOffset, position + taken);
                return;
            }

            // All of it was before the record asked for, or the frame that holds it is longer than what was read.
            wanted = taken > 0 ? wanted : Frame.Header(block.Data).Length;
            (offset, position) = (nextOffset, position + taken);
        }
    }

    /// <returns>Bytes of the whole frames walked, and the offset after them.</returns>
    private (int Taken, long Offset) Walk(
        RecordBlock block, Segment segment, int length, long position, long offset, long target, int maxBytes)
    {
        var (at, first, inflated) = (0, 0, 0L);
        while (length - at >= FrameHeader.Size)
        {
            var rest = block.Data.AsSpan(at, length - at);
            var header = Frame.Header(rest);
            if (!header.HasPlausibleShape(segment.DurableBytes - position - at) || header.BaseOffset != offset)
            {
                throw Damaged(segment, position + at, offset);
            }

            if (header.Length > rest.Length)
            {
                break;
            }

            if (offset + header.Count <= target)
            {
                segment.Index.Add(offset, position + at);
                first = at + header.Length;
            }
            else
            {
                var frame = rest[..header.Length];
                var body = Frame.InflatedBody(frame, header);
                if (!Frame.IsIntact(frame, segment.Header.Salt) || body < 0)
                {
                    throw Damaged(segment, position + at, offset);
                }

                if (inflated > 0 && inflated + body > maxBytes)
                {
                    break;
                }

                if (!TryTake(block, header, at, body, target))
                {
                    throw Damaged(segment, position + at, offset);
                }

                inflated += FrameHeader.Size + body;
            }

            offset += header.Count;
            at += header.Length;
        }

        _expansion = at > first ? (int)Math.Clamp(inflated / (at - first), 1, MostExpansion) : _expansion;
        return (at, offset);
    }

    private static SensoriumException Damaged(Segment segment, long position, long offset) =>
        StreamErrors.Damaged(segment.Path, position, offset, segment.DurableBytes, segment.EndOffset);

    /// <summary>Adds the records of the frame at <paramref name="at"/> from the target on.</summary>
    /// <param name="length">Of the body, inflated.</param>
    /// <returns>False where the lengths do not add up.</returns>
    private static bool TryTake(RecordBlock block, in FrameHeader header, int at, int length, long target)
    {
        var body = at + FrameHeader.Size;
        if (header.Has(FrameFlags.Compressed))
        {
            var stored = body;
            body = block.DataLength;
            block.EnsureData(checked(body + length));
            block.DataLength += length;
            if (!FrameCompression.TryInflate(block.Data.AsSpan(stored, header.Length - FrameHeader.Size), block.Data.AsSpan(body, length)))
            {
                return false;
            }
        }

        var end = body + length;
        var bytes = block.Data;
        if (header.Has(FrameFlags.Control))
        {
            var value = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(body));
            block.Controls.Add(new(header.Control, block.Count, header.BaseOffset, header.AppendTime, value));
            return true;
        }

        if (header.Has(FrameFlags.State))
        {
            return true;
        }

        block.AnySimulated |= header.Has(FrameFlags.Simulated);
        var hasKeys = header.Has(FrameFlags.Keys);
        var lengths = (long)header.Count * sizeof(int);
        if (body + (hasKeys ? 2 * lengths : lengths) > end)
        {
            return false;
        }

        var valueLengths = bytes.AsSpan(body, (int)lengths);
        var keyLengths = hasKeys ? bytes.AsSpan(body + (int)lengths, (int)lengths) : default;
        var start = body + valueLengths.Length + keyLengths.Length;
        for (var i = 0; i < header.Count; i++)
        {
            var valueLength = BinaryPrimitives.ReadInt32LittleEndian(valueLengths[(i * sizeof(int))..]);
            var keyLength = hasKeys ? BinaryPrimitives.ReadInt32LittleEndian(keyLengths[(i * sizeof(int))..]) : RecordBlock.NoKey;
            var keyStart = start;
            start += Math.Max(keyLength, 0);
            if (valueLength < 0 || start > end || valueLength > end - start)
            {
                return false;
            }

            var offset = header.BaseOffset + i;
            if (offset >= target)
            {
                block.Add(start, valueLength, offset, header.AppendTime, keyStart, keyLength);
            }

            start += valueLength;
        }

        return start == end;
    }
}
