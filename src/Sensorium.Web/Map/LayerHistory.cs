using Sensorium.Core;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Map;

/// <summary>All fixes of a layer in a stretch of the past, in the order of the logs, up to a limit.</summary>
/// <param name="start">In milliseconds, as <paramref name="end"/>; a fix belongs here by its own time.</param>
internal sealed class LayerHistory(LayerColumns columns, long start, long end)
{
    /// <summary>Fixes in an answer.</summary>
    internal const int Most = 100_000;

    private readonly TextDictionary _keys = new();
    private readonly FixText _text = new();
    private readonly long _from = start;
    private long _until = start;

    internal int Count { get; private set; }

    internal bool IsFull => Count == Most;

    internal void Take(Batch rows, int[]? selection, int count)
    {
        var keys = rows.Text(columns.Key);
        var places = rows.Values<GeoPoint>(columns.Place);
        var times = rows.Values<long>(columns.Time);
        for (var i = 0; i < count && !IsFull; i++)
        {
            var row = selection is null ? i : selection[i];
            if (!keys.IsValid(row) || !places.IsValid(row) || !times.IsValid(row))
            {
                continue;
            }

            var time = times.Values[row] / 1000;
            var place = places.Values[row];
            if (time >= _from && time <= end && place.IsValid)
            {
                _text.Raw(Count++ > 0 ? ","u8 : ""u8);
                _text.Fix(_keys.GetOrAdd(keys[row].Span), time, place.Latitude, place.Longitude, columns.ValueOf(rows, row));
            }
        }
    }

    /// <summary>All fixes up to a time, in milliseconds, are here.</summary>
    internal void Pass(long time) => _until = Math.Clamp(time, _until, end);

    internal byte[] Write()
    {
        var text = new FixText();
        text.Raw("{\"keys\":["u8);
        for (var key = 0; key < _keys.Count; key++)
        {
            text.Raw(key > 0 ? ","u8 : ""u8);
            text.Text(_keys[key].Span);
        }

        text.Raw("],\"fixes\":["u8);
        text.Raw(_text.Written);
        text.Raw(IsFull ? "],\"truncated\":true,\"until\":"u8 : "],\"truncated\":false,\"until\":"u8);
        text.Number(_until);
        text.Raw("}"u8);
        return text.Written.ToArray();
    }
}
