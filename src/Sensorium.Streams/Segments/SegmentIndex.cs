namespace Sensorium.Streams.Segments;

/// <summary>
/// Where some frames of a segment start: about one in 64 KiB, and the places where readers stopped last. A lookup answers the frame to
/// walk on from. Used by the writer and all readers.
/// </summary>
internal sealed class SegmentIndex
{
    private const int Spacing = 64 << 10;
    private const int Hints = 4;

    private readonly Lock _gate = new();
    private readonly List<(long Offset, long Position)> _entries = [];
    private readonly (long Offset, long Position)[] _hints = new (long, long)[Hints];
    private readonly (long Offset, long Position) _first;
    private int _nextHint;

    internal SegmentIndex(long baseOffset)
    {
        _first = (baseOffset, SegmentHeader.Size);
        Clear();
    }

    /// <returns>The nearest known frame that starts at or before the record.</returns>
    internal (long Offset, long Position) Find(long offset)
    {
        lock (_gate)
        {
            var (low, high) = (0, _entries.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = _entries[middle].Offset <= offset ? (middle, high) : (low, middle - 1);
            }

            var best = _entries[low];
            foreach (var hint in _hints)
            {
                if (hint.Offset <= offset && hint.Position > best.Position)
                {
                    best = hint;
                }
            }

            return best;
        }
    }

    /// <returns>The last known frame that still is before what is looked for; the first of the segment where none is.</returns>
    internal (long Offset, long Position) FindLast(Func<long, bool> isBefore)
    {
        (long Offset, long Position)[] entries;
        lock (_gate)
        {
            entries = [.. _entries];
        }

        var (low, high) = (0, entries.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = isBefore(entries[middle].Position) ? (middle, high) : (low, middle - 1);
        }

        return entries[low];
    }

    /// <summary>Notes a frame's start; kept if it lies far enough beyond the last one kept.</summary>
    internal void Add(long offset, long position)
    {
        lock (_gate)
        {
            if (position - _entries[^1].Position >= Spacing)
            {
                _entries.Add((offset, position));
            }
        }
    }

    /// <summary>Notes where a reader will go on.</summary>
    internal void Remember(long offset, long position)
    {
        lock (_gate)
        {
            _hints[_nextHint] = (offset, position);
            _nextHint = (_nextHint + 1) % Hints;
            if (position - _entries[^1].Position >= Spacing)
            {
                _entries.Add((offset, position));
            }
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _entries.Add(_first);
            Array.Fill(_hints, _first);
        }
    }
}
