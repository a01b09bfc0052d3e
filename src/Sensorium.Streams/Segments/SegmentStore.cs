using System.Globalization;
using Sensorium.Core.Files;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Partitions;

namespace Sensorium.Streams.Segments;

/// <summary>
/// The files of one partition: which there are, in order; appending to the last one; starting the next in a recycled file; removing
/// the oldest. Changed by the partition's one writer, looked at by readers.
/// </summary>
internal sealed class SegmentStore
{
    private const string Extension = ".segment";
    private const string FreePrefix = "free-";
    private const string FreshName = "fresh" + Extension;
    private const int FreeLimit = 2;
    private const int OpenLimit = 8;

    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly int _partition;
    private readonly bool _readOnly;
    private readonly Queue<string> _free = new();
    private readonly Queue<Segment> _lately = new();
    private Segment[] _segments = [];
    private IFile? _active;
    private long _written;
    private bool _suspect;
    private bool _removalPending;
    private long _bytes;

    private SegmentStore(IFileSystem files, string folder, int partition, bool readOnly) =>
        (_files, _folder, _partition, _readOnly) = (files, folder, partition, readOnly);

    internal long StartOffset => Volatile.Read(ref _segments)[0].BaseOffset;

    internal long EndOffset => Active.EndOffset;

    internal Segment Oldest => Volatile.Read(ref _segments)[0];

    internal Segment Active => Volatile.Read(ref _segments)[^1];

    /// <summary>What is kept at one moment: its offsets, its records, and those removed since the partition was made.</summary>
    internal (long Start, long End, long Retained, long Expired) Kept()
    {
        var segments = Volatile.Read(ref _segments);
        return (segments[0].BaseOffset, segments[^1].EndOffset, segments.Sum(segment => segment.Records), segments[0].AppendedBefore);
    }

    /// <summary>Total valid bytes of all segments, excluding stale data at the end of recycled files.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Makes a partition of no records.</summary>
    internal static void Create(IFileSystem files, string folder, int partition, long now)
    {
        DurableFiles.CreateDirectory(files, folder);
        if (files.List(folder).Any(entry => TryParse(entry.Name, out _)))
        {
            files.SyncDirectory(folder); // Whoever made it may have died before this.
            return;
        }

        var store = new SegmentStore(files, folder, partition, readOnly: false);
        store.Start(new() { Sequence = now }, [], now).File.Dispose();
    }

    /// <summary>
    /// Opens a partition, brings <paramref name="state"/> to where its last frame left it, cuts a torn tail, and makes all that is
    /// visible durable: a process that was killed may have written without syncing.
    /// </summary>
    internal static SegmentStore Open(IFileSystem files, string folder, int partition, PartitionState state, bool readOnly)
    {
        var store = new SegmentStore(files, folder, partition, readOnly);
        store.FindSegments(state.Stream);
        try
        {
            store.OpenActive(state);
            return store;
        }
        catch
        {
            store.Close();
            throw;
        }
    }

    /// <returns>The segment that holds the record, which must be one that is there.</returns>
    internal Segment Find(long offset)
    {
        var segments = Volatile.Read(ref _segments);
        var (low, high) = (0, segments.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = segments[middle].BaseOffset <= offset ? (middle, high) : (low, middle - 1);
        }

        return segments[low];
    }

    /// <returns>The first segment with a record appended at or after a time, in microseconds; the active one where there is none.</returns>
    internal Segment FindAppended(long appended)
    {
        var segments = Volatile.Read(ref _segments);
        var found = segments.Length - 1;

        // From the end, since times may begin anew at a segment; what came before such a one is of another clock.
        while (found > 0 && segments[found - 1].LastAppendTime is var last && last >= appended && last <= segments[found].LastAppendTime)
        {
            found--;
        }

        return segments[found];
    }

    /// <summary>Notes that a reader used the segment; those not used lately are closed.</summary>
    internal void Touch(Segment segment)
    {
        lock (_lately)
        {
            if (_lately.Contains(segment))
            {
                return;
            }

            _lately.Enqueue(segment);
            if (_lately.Count > OpenLimit && _lately.Dequeue() is var idle && !idle.TryClose())
            {
                _lately.Enqueue(idle);
            }
        }
    }

    /// <summary>Bytes of the segments that hold nothing at or after <paramref name="floor"/> and may go.</summary>
    internal long RemovableBytes(long floor)
    {
        var removable = 0L;
        var segments = Volatile.Read(ref _segments);
        for (var i = 0; i < segments.Length - 1 && segments[i].EndOffset <= floor; i++)
        {
            removable += segments[i].DurableBytes;
        }

        return removable;
    }

    internal bool HasRoom(long written, int frame, long segmentBytes) =>
        _written + written + frame <= segmentBytes || (Active.IsEmpty && written == 0 && _written == Active.DurableBytes);

    /// <summary>
    /// Writes whole frames behind the last; they are neither durable before <see cref="Sync"/> nor visible before <see cref="Publish"/>.
    /// </summary>
    internal void Write(ReadOnlySpan<byte> frames)
    {
        _suspect = true;
        _active!.Write(frames, _written);
        _written += frames.Length;
    }

    /// <summary>Makes what was written durable.</summary>
    internal void Sync()
    {
        _active!.Sync();
        _suspect = false;
    }

    /// <summary>Makes what is durable visible.</summary>
    internal void Publish(long endOffset, int records, long appendTime)
    {
        var active = Active;
        Volatile.Write(ref _bytes, _bytes + _written - active.DurableBytes);
        active.DurableBytes = _written;
        active.Records += records;
        active.LastAppendTime = appendTime;
        active.Index.Add(endOffset, _written);
        active.EndOffset = endOffset;
    }

    /// <summary>
    /// After a write, sync or start that failed: takes the file back to its last durable frame, makes that durable, and reads the
    /// segment through, since after a failed sync the system may believe pages clean that never reached the disk. Until this has
    /// succeeded nothing is appended.
    /// </summary>
    internal void CutBack()
    {
        if (!_suspect)
        {
            return;
        }

        var active = Active;
        var orphan = PathOf(active.EndOffset);
        if (orphan != active.Path && _files.FileExists(orphan))
        {
            _files.DeleteFile(orphan);
            _files.SyncDirectory(_folder);
        }

        _active!.SetLength(active.DurableBytes);
        _active.Sync();
        var frames = new FrameReader(_active, SegmentHeader.Size, active.DurableBytes, active.Header.Salt, active.BaseOffset);
        while (frames.MoveNext())
        {
        }

        if (frames.Position != active.DurableBytes || frames.NextOffset != active.EndOffset)
        {
            throw StreamErrors.Damaged(active.Path, frames.Position, frames.NextOffset, active.DurableBytes, active.EndOffset);
        }

        _written = active.DurableBytes;
        _suspect = false;
    }

    /// <summary>Seals the active segment and starts the next, in the file of a removed one where there is one.</summary>
    internal void Roll(FrameHeader state, ReadOnlySpan<byte> producers, long now)
    {
        var sealedSegment = Active;
        _suspect = true;
        var (segment, file) = Start(state, producers, now);
        file.Dispose();
        (_active, _written) = (segment.Acquire(), segment.DurableBytes);
        Volatile.Write(ref _segments, [.. _segments, segment]);
        Volatile.Write(ref _bytes, _bytes + segment.DurableBytes);
        _suspect = false;
        sealedSegment.Release();
        Touch(sealedSegment);
    }

    /// <summary>Removes the oldest segment, unless it is the active one or being read.</summary>
    internal bool TryRemoveOldest()
    {
        var oldest = _segments[0];
        if (_segments.Length == 1 || !oldest.TryRemove())
        {
            return false;
        }

        lock (_lately)
        {
            for (var i = _lately.Count; i > 0; i--)
            {
                if (_lately.Dequeue() is var segment && segment != oldest)
                {
                    _lately.Enqueue(segment);
                }
            }
        }

        // One at a time: were two removals made durable at once, a power cut might keep the older segment and lose the one after it.
        if (_removalPending)
        {
            _files.SyncDirectory(_folder);
        }

        _removalPending = true;
        var segments = _segments;
        Volatile.Write(ref _segments, segments[1..]);
        try
        {
            SetAside(oldest);
        }
        catch
        {
            oldest.Restore();
            Volatile.Write(ref _segments, segments);
            throw;
        }

        Volatile.Write(ref _bytes, _bytes - oldest.DurableBytes);
        _files.SyncDirectory(_folder);
        _removalPending = false;
        return true;
    }

    internal void Close()
    {
        Active.Release();
        foreach (var segment in _segments)
        {
            segment.TryClose();
        }
    }

    private static bool TryParse(string name, out long baseOffset)
    {
        baseOffset = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, null, out baseOffset);
    }

    private void SetAside(Segment segment)
    {
        if (_free.Count >= FreeLimit)
        {
            _files.DeleteFile(segment.Path);
            return;
        }

        var free = $"{_folder}/{FreePrefix}{segment.Header.Generation}{Extension}";
        _files.Rename(segment.Path, free);
        _free.Enqueue(free);
    }

    private string PathOf(long baseOffset) => $"{_folder}/{baseOffset:d20}{Extension}";

    private void OpenActive(PartitionState state)
    {
        var active = Active;
        var file = active.Acquire()!;
        var frames = new FrameReader(file, SegmentHeader.Size, file.Length, active.Header.Salt, active.BaseOffset);
        while (frames.MoveNext())
        {
            state.Follow(frames.Header, frames.Body);
            active.Index.Add(frames.Header.BaseOffset, frames.Position);
        }

        // A segment gets its name when its first frame is durable.
        if (frames.Position == SegmentHeader.Size)
        {
            throw StreamErrors.HeaderDamaged(active.Path);
        }

        var length = file.Length;
        if (TornTail.FindDamage(file, frames.Position, length, active.Header.Salt, frames.NextOffset) is var (laterPosition, laterOffset))
        {
            throw StreamErrors.Damaged(active.Path, frames.Position, frames.NextOffset, laterPosition, laterOffset);
        }

        active.DurableBytes = frames.Position;
        active.EndOffset = frames.NextOffset;
        active.LastAppendTime = state.LastAppendTime;
        active.Records = state.Counters.Appended - active.AppendedBefore;
        (_active, _written) = (file, frames.Position);
        _bytes = _segments.Sum(segment => segment.DurableBytes);
        if (_readOnly)
        {
            return;
        }

        if (length > frames.Position)
        {
            file.SetLength(frames.Position);
        }

        WriteAgain(file, frames.Header.DurableBytes, frames.Position);
        file.Sync();
        _files.SyncDirectory(_folder);
    }

    /// <summary>
    /// The last group may have been written by a process that died before its sync, or whose sync failed. After a failed sync the
    /// system shows bytes that are not on the disk and no longer tries to bring them there, unless they are written once more.
    /// </summary>
    private static void WriteAgain(IFile file, long from, long to)
    {
        var buffer = new byte[Math.Min(to - from, 1 << 20)];
        for (; from < to; from += buffer.Length)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from));
            file.Read(chunk, from);
            file.Write(chunk, from);
        }
    }

    private (Segment Segment, IFile File) Start(FrameHeader state, ReadOnlySpan<byte> producers, long now)
    {
        var previous = _segments.Length == 0 ? null : Active;
        var header = SegmentHeader.Make(
            _partition, (previous?.Header.Generation ?? 0) + 1, previous?.EndOffset ?? 0, previous?.DurableBytes ?? 0, now);
        var bytes = new byte[SegmentHeader.Size + FrameHeader.Size + producers.Length];
        header.Write(bytes);
        producers.CopyTo(bytes.AsSpan(SegmentHeader.Size + FrameHeader.Size));
        state.BaseOffset = header.BaseOffset;
        state.Flags = FrameFlags.State;
        Frame.Seal(bytes.AsSpan(SegmentHeader.Size), state, header.Salt);

        var fresh = _free.TryDequeue(out var free) ? free : $"{_folder}/{FreshName}";
        var file = _files.Open(fresh, free is null ? FileAccessMode.Create : FileAccessMode.ReadWrite);
        var path = PathOf(header.BaseOffset);
        try
        {
            file.Write(bytes, 0);
            file.Sync();
            _files.Rename(fresh, path);
            _files.SyncDirectory(_folder);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        var segment = new Segment(_files, path, header, FileAccessMode.ReadWrite)
        {
            AppendedBefore = state.Counters.Appended,
            DurableBytes = bytes.Length,
            LastAppendTime = state.AppendTime,
        };
        return (segment, file);
    }

    /// <summary>Reads the segments' headers: each says where the one before it ends.</summary>
    private void FindSegments(string stream)
    {
        var found = new List<Segment>();
        foreach (var entry in _files.List(_folder))
        {
            var path = $"{_folder}/{entry.Name}";
            if (TryParse(entry.Name, out var baseOffset))
            {
                found.Add(ReadHeader(path, baseOffset, found.Count == 0 ? null : found[^1]));
            }
            else if (entry.Name.StartsWith(FreePrefix, StringComparison.Ordinal))
            {
                _free.Enqueue(path);
            }
        }

        if (found.Count == 0)
        {
            throw StreamErrors.PartitionMissing(stream, _folder);
        }

        _segments = [.. found];
    }

    private Segment ReadHeader(string path, long baseOffset, Segment? previous)
    {
        using var file = _files.Open(path, FileAccessMode.Read);
        Span<byte> start = stackalloc byte[SegmentHeader.Size + FrameHeader.Size];
        var length = file.Read(start, 0);
        var intact = SegmentHeader.TryRead(start[..length], out var header);
        if (header.IsSegment && header.Version > SegmentHeader.CurrentVersion)
        {
            throw StreamErrors.UnknownFormat(path, header.Version, SegmentHeader.CurrentVersion);
        }

        if (!intact || length < start.Length || header.BaseOffset != baseOffset || header.Partition != _partition)
        {
            throw StreamErrors.HeaderDamaged(path);
        }

        // Its checksum is looked at when the segment is read through; what the counters are used for before that loses nothing.
        var state = Frame.Header(start[SegmentHeader.Size..]);
        if (previous is not null)
        {
            if (header.Generation != previous.Header.Generation + 1)
            {
                throw StreamErrors.SegmentMissing(previous.Path, path);
            }

            previous.EndOffset = header.BaseOffset;
            previous.DurableBytes = header.PreviousLength;
            previous.Records = state.Counters.Appended - previous.AppendedBefore;
            previous.LastAppendTime = state.AppendTime;
        }

        return new(_files, path, header, _readOnly ? FileAccessMode.Read : FileAccessMode.ReadWrite)
        {
            AppendedBefore = state.Counters.Appended,
        };
    }
}
