using Sensorium.Core.Files;

namespace Sensorium.Streams.Segments;

/// <summary>
/// One file of a partition. Its file is open while somebody uses it and for a while after; the writer uses the active segment all the
/// time. <see cref="DurableBytes"/> and <see cref="EndOffset"/> are what readers may see: they move only after a sync.
/// </summary>
internal sealed class Segment(IFileSystem files, string path, SegmentHeader header, FileAccessMode mode)
{
    private readonly Lock _gate = new();
    private IFile? _file;
    private int _users;
    private bool _removed;
    private long _durableBytes;
    private long _endOffset = header.BaseOffset;

    internal string Path => path;

    internal SegmentHeader Header => header;

    internal long BaseOffset => header.BaseOffset;

    internal SegmentIndex Index { get; } = new(header.BaseOffset);

    /// <summary>The offset after the last durable record.</summary>
    internal long EndOffset
    {
        get => Volatile.Read(ref _endOffset);
        set => Volatile.Write(ref _endOffset, value);
    }

    /// <summary>Length of the durable frames with the header.</summary>
    internal long DurableBytes
    {
        get => Volatile.Read(ref _durableBytes);
        set => Volatile.Write(ref _durableBytes, value);
    }

    /// <summary>Records appended to the partition before this segment's first.</summary>
    internal long AppendedBefore { get; init; }

    /// <summary>Records of producers in here, without control records.</summary>
    internal long Records { get; set; }

    /// <summary>Microseconds; of the last frame.</summary>
    internal long LastAppendTime { get; set; }

    internal bool IsEmpty => EndOffset == BaseOffset;

    /// <summary>Opens the file unless it is open, and keeps it open until <see cref="Release"/>.</summary>
    /// <returns>Null where the segment was removed.</returns>
    internal IFile? Acquire()
    {
        lock (_gate)
        {
            if (_removed)
            {
                return null;
            }

            _file ??= files.Open(path, mode);
            _users++;
            return _file;
        }
    }

    internal void Release()
    {
        lock (_gate)
        {
            _users--;
        }
    }

    /// <summary>Closes the file and forgets the index, to be read again on demand.</summary>
    internal bool TryClose()
    {
        lock (_gate)
        {
            if (_users > 0)
            {
                return false;
            }

            _file?.Dispose();
            _file = null;
            Index.Clear();
            return true;
        }
    }

    /// <summary>Lets nobody use the segment any more.</summary>
    /// <returns>False while somebody does.</returns>
    internal bool TryRemove()
    {
        lock (_gate)
        {
            return _removed = TryClose();
        }
    }

    /// <summary>Takes <see cref="TryRemove"/> back.</summary>
    internal void Restore()
    {
        lock (_gate)
        {
            _removed = false;
        }
    }
}
