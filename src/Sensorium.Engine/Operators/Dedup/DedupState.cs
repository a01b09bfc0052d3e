using Sensorium.Core;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators.Dedup;

/// <summary>
/// The times of the rows that were kept, by key, for as long as a row may come within the interval of one. All times in microseconds.
/// </summary>
/// <param name="interval">A kept row makes others duplicates that are no further from it.</param>
internal sealed class DedupState(string section, long interval)
{
    /// <summary>A window's row has the time of its end less a millisecond, and comes when the watermark has reached the end.</summary>
    private const long WindowRowsLag = 1000;

    private const int FewKeys = 4096;
    private const int None = -1;

    private readonly StateSections _sections = new(section);
    private TextDictionary _keys = new();
    private int[] _heads = [];
    private long[] _times = new long[64];
    private int[] _next = new int[64];
    private int _free = None;
    private int _used;
    private int _live;
    private long _evictedAt = long.MinValue;

    public long Size => _keys.Size + (_heads.Length * 4L) + (_times.Length * 12L);

    /// <summary>Kept rows that are remembered.</summary>
    public int Count => _live;

    /// <returns>False for a duplicate; else the row is kept, and remembered.</returns>
    public bool Take(ReadOnlySpan<byte> key, long time)
    {
        var code = _keys.Find(key);
        if (code < 0)
        {
            code = _keys.GetOrAdd(key);
            if (code >= _heads.Length)
            {
                var known = _heads.Length;
                Array.Resize(ref _heads, Math.Max(64, code * 2));
                _heads.AsSpan(known).Fill(None);
            }
        }

        for (var entry = _heads[code]; entry != None; entry = _next[entry])
        {
            if (Distance(time, _times[entry]) <= (ulong)interval)
            {
                return false;
            }
        }

        Add(code, time);
        return true;
    }

    /// <summary>Forgets rows that lie further than the interval before the watermark, once there is something to gain.</summary>
    public void Evict(long watermark)
    {
        if (watermark == long.MinValue || watermark <= _evictedAt
            || (_evictedAt != long.MinValue && watermark != long.MaxValue && watermark - _evictedAt < interval / 4))
        {
            return;
        }

        _evictedAt = watermark;
        var oldest = watermark - WindowRowsLag < long.MinValue + interval ? long.MinValue : watermark - WindowRowsLag - interval;
        var keys = 0;
        for (var code = 0; code < _keys.Count; code++)
        {
            keys += Forget(code, oldest) ? 1 : 0;
        }

        if (_keys.Count >= Math.Max(FewKeys, keys * 2))
        {
            Compact();
        }
    }

    public void Save(List<CheckpointChange> changes) => _sections.Save(changes, _keys.Count, Write);

    public void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        foreach (var section in _sections.Load(sections))
        {
            var reader = new StateReader(section);
            while (!reader.AtEnd)
            {
                var key = reader.Bytes();
                for (var times = reader.Int(); times > 0; times--)
                {
                    Take(key, reader.Long());
                }
            }
        }
    }

    private static ulong Distance(long a, long b) => a > b ? (ulong)a - (ulong)b : (ulong)b - (ulong)a;

    /// <returns>Whether the key has rows left.</returns>
    private bool Forget(int code, long oldest)
    {
        var before = None;
        for (var entry = _heads[code]; entry != None;)
        {
            var next = _next[entry];
            if (_times[entry] >= oldest)
            {
                before = entry;
            }
            else
            {
                if (before == None)
                {
                    _heads[code] = next;
                }
                else
                {
                    _next[before] = next;
                }

                (_next[entry], _free) = (_free, entry);
                _live--;
                _sections.Mark(code);
            }

            entry = next;
        }

        return _heads[code] != None;
    }

    private void Add(int code, long time)
    {
        var entry = _free;
        if (entry != None)
        {
            _free = _next[entry];
        }
        else
        {
            if (_used == _times.Length)
            {
                Array.Resize(ref _times, _used * 2);
                Array.Resize(ref _next, _used * 2);
            }

            entry = _used++;
        }

        (_times[entry], _next[entry], _heads[code]) = (time, _heads[code], entry);
        _live++;
        _sections.Mark(code);
    }

    private void Compact()
    {
        var keys = new TextDictionary();
        var heads = new int[Math.Max(64, _keys.Count)];
        Array.Fill(heads, None);
        for (var code = 0; code < _keys.Count; code++)
        {
            if (_heads[code] != None)
            {
                heads[keys.GetOrAdd(_keys[code].Span)] = _heads[code];
            }
        }

        Array.Resize(ref heads, Math.Max(64, keys.Count * 2));
        heads.AsSpan(keys.Count).Fill(None);
        (_keys, _heads) = (keys, heads);
        _sections.MarkAll(keys.Count);
    }

    private bool Write(int first, int end, StateWriter writer)
    {
        for (var code = first; code < end; code++)
        {
            var count = 0;
            for (var entry = _heads[code]; entry != None; entry = _next[entry])
            {
                count++;
            }

            if (count == 0)
            {
                continue;
            }

            writer.Bytes(_keys[code].Span);
            writer.Int(count);
            for (var entry = _heads[code]; entry != None; entry = _next[entry])
            {
                writer.Long(_times[entry]);
            }
        }

        return writer.Length > 0;
    }
}
