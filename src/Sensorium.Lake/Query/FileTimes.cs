using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Query;

/// <summary>Which files a span of time may be in, by the bounds that a table's log has of them.</summary>
internal static class FileTimes
{
    private static readonly ConditionalWeakTable<DeltaFile, Tuple<string, EventTime, EventTime>> _known = [];

    /// <summary>Whether the file may have rows after one time and not after another. Where the log does not tell, it may.</summary>
    /// <param name="column">The column of the time.</param>
    internal static bool May(DeltaFile file, string column, EventTime after, EventTime? until)
    {
        if (!_known.TryGetValue(file, out var known) || known.Item1 != column)
        {
            var (low, high) = Read(file, column);
            known = new(column, low, high);
            _known.AddOrUpdate(file, known);
        }

        // Bounds are cut to milliseconds.
        return known.Item3.Minus(TimeSpan.FromMilliseconds(-1)) > after && (until is null || known.Item2 <= until);
    }

    private static (EventTime Low, EventTime High) Read(DeltaFile file, string column)
    {
        var statistics = file.Statistics is { } text ? JsonNode.Parse(text) : null;
        return (Bound(statistics?["minValues"]?[column]) ?? EventTime.MinValue, Bound(statistics?["maxValues"]?[column]) ?? EventTime.MaxValue);
    }

    private static EventTime? Bound(JsonNode? bound) =>
        DateTimeOffset.TryParse(bound?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? EventTime.From(time) : null;
}
