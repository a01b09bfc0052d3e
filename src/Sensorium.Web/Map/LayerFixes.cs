using Sensorium.Core;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Map;

/// <summary>
/// The newest fix of each device of a layer, in arrays by the code of its key. Bounded: beyond the limit new devices are not shown, and
/// counted. A device that has been silent for long is forgotten. The owner locks.
/// </summary>
internal sealed class LayerFixes(LayerColumns columns, int limit = LayerFixes.MostKeys)
{
    /// <summary>Devices of a layer.</summary>
    internal const int MostKeys = 200_000;

    private TextDictionary _keys = new();
    private double[] _latitudes = [];
    private double[] _longitudes = [];
    private double[] _values = [];
    private long[] _times = [];
    private int[] _changed = [];
    private bool[] _isChanged = [];
    private int _changes;

    /// <summary>Keys that have codes, also of devices that are forgotten since.</summary>
    internal int Keys => _keys.Count;

    /// <summary>Devices with a fix.</summary>
    internal int Count { get; private set; }

    /// <summary>Rows of devices beyond the limit.</summary>
    internal long Refused { get; private set; }

    /// <summary>Codes of devices whose fix is new since <see cref="ClearChanges"/>.</summary>
    internal ReadOnlySpan<int> Changed => _changed.AsSpan(0, _changes);

    internal ReadOnlySpan<byte> KeyOf(int code) => _keys[code].Span;

    /// <summary>Of a device without a fix, 0; in milliseconds.</summary>
    internal long TimeOf(int code) => _times[code];

    internal double LatitudeOf(int code) => _latitudes[code];

    internal double LongitudeOf(int code) => _longitudes[code];

    /// <summary>NaN for none.</summary>
    internal double ValueOf(int code) => _values[code];

    /// <summary>Takes the newest fix of each device among the rows.</summary>
    /// <param name="notAfter">Rows later than this are passed over; in milliseconds.</param>
    internal void Take(Batch rows, int[]? selection, int count, long notAfter = long.MaxValue)
    {
        var keys = rows.Text(columns.Key);
        var places = rows.Values<GeoPoint>(columns.Place);
        var times = rows.Values<long>(columns.Time);
        for (var i = 0; i < count; i++)
        {
            var row = selection is null ? i : selection[i];
            if (!keys.IsValid(row) || !places.IsValid(row) || !times.IsValid(row))
            {
                continue;
            }

            var time = times.Values[row] / 1000;
            var place = places.Values[row];
            if (time > notAfter || time <= 0 || !place.IsValid || CodeOf(keys[row].Span) is not (var code and >= 0) || time < _times[code])
            {
                continue;
            }

            Count += _times[code] == 0 ? 1 : 0;
            (_times[code], _latitudes[code], _longitudes[code], _values[code]) = (time, place.Latitude, place.Longitude,
                columns.ValueOf(rows, row));
            if (!_isChanged[code])
            {
                _isChanged[code] = true;
                _changed[_changes++] = code;
            }
        }
    }

    internal void ClearChanges()
    {
        foreach (var code in Changed)
        {
            _isChanged[code] = false;
        }

        _changes = 0;
    }

    /// <summary>Forgets devices whose fix is older.</summary>
    /// <param name="time">In milliseconds.</param>
    /// <returns>Whether codes have changed, because most of them stood for nothing any more.</returns>
    internal bool Forget(long time)
    {
        for (var code = 0; code < _keys.Count; code++)
        {
            if (_times[code] != 0 && _times[code] < time)
            {
                _times[code] = 0;
                Count--;
            }
        }

        const int few = 1024;
        if (_keys.Count - Count <= Math.Max(few, Count) && _keys.Count < limit)
        {
            return false;
        }

        if (_keys.Count == Count)
        {
            return false;
        }

        Rebuild();
        return true;
    }

    /// <summary>The code of a key, new ones up to the limit; else −1.</summary>
    private int CodeOf(ReadOnlySpan<byte> key)
    {
        var code = _keys.Find(key);
        if (code >= 0)
        {
            return code;
        }

        if (_keys.Count >= limit)
        {
            Refused++;
            return -1;
        }

        code = _keys.GetOrAdd(key);
        if (code == _times.Length)
        {
            var size = Math.Max(256, code * 2);
            Array.Resize(ref _latitudes, size);
            Array.Resize(ref _longitudes, size);
            Array.Resize(ref _values, size);
            Array.Resize(ref _times, size);
            Array.Resize(ref _changed, size);
            Array.Resize(ref _isChanged, size);
        }

        return code;
    }

    private void Rebuild()
    {
        var (keys, next) = (new TextDictionary(), 0);
        for (var code = 0; code < _keys.Count; code++)
        {
            if (_times[code] == 0)
            {
                continue;
            }

            // New codes are no greater than the old ones, so everything moves down in place.
            keys.GetOrAdd(_keys[code].Span);
            (_times[next], _latitudes[next], _longitudes[next], _values[next]) = (_times[code], _latitudes[code], _longitudes[code],
                _values[code]);
            next++;
        }

        _times.AsSpan(next).Clear();
        Array.Clear(_isChanged);
        (_keys, _changes) = (keys, 0);
    }
}
