using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sensorium.Core;
using Sensorium.Streams;

namespace Sensorium.City.Pipelines;

/// <summary>
/// Where every record went, in the streams and in the pipelines: what <c>ledger</c>, <c>run</c> and the web's endpoint show.
/// </summary>
internal sealed record LedgerReport(IReadOnlyList<StreamLedger> Streams, IReadOnlyList<LedgerEntry> Pipelines)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    [JsonPropertyName("balanced")]
    public bool IsBalanced =>
        Pipelines.All(entry => entry.IsBalanced)
        && Streams.All(stream => stream.Received == stream.Appended + stream.Duplicate + stream.Refused
            && stream.Appended == stream.Retained + stream.Expired);

    public static LedgerReport FromJson(JsonNode json) => json.Deserialize<LedgerReport>(_json)!;

    public JsonNode ToJson() => JsonSerializer.SerializeToNode(this, _json)!;

    /// <summary>Two tables, and under the second what records were rejected, filtered or late for.</summary>
    public void Write(TextWriter output)
    {
        if (Streams.Count > 0)
        {
            WriteTable(
                output,
                ["stream", "received", "appended", "duplicate", "refused", "retained", "expired"],
                [.. Streams.Select(stream => new[]
                {
                    stream.Stream, Number(stream.Received), Number(stream.Appended), Number(stream.Duplicate), Number(stream.Refused),
                    Number(stream.Retained), Number(stream.Expired),
                })]);
        }

        if (Pipelines.Count > 0)
        {
            if (Streams.Count > 0)
            {
                output.WriteLine();
            }

            WriteTable(
                output,
                ["pipeline", "stream", "read", "stored", "filtered", "rejected", "late", "duplicate", "in flight", "waiting"],
                [.. Pipelines.Select(entry => new[]
                {
                    entry.Name, entry.Stream, Number(entry.Read), Number(entry.Stored), Number(entry.Filtered), Number(entry.Rejected),
                    Number(entry.Late), Number(entry.Duplicate), Number(entry.InFlight), Number(entry.Waiting),
                })]);
            foreach (var entry in Pipelines)
            {
                foreach (var cause in entry.Causes)
                {
                    output.WriteLine(
                        $"  {entry.Name}: {cause.Count:N0} {cause.Fate.ToString().ToLowerInvariant()}: {cause.File}:{cause.Line}: "
                            + $"{cause.Text}");
                }

                foreach (var (count, what) in Notes(entry))
                {
                    output.WriteLine($"  {entry.Name}: {count:N0} {what}");
                }
            }
        }

        output.WriteLine(IsBalanced ? "balanced" : "NOT BALANCED");
    }

    private static IEnumerable<(long Count, string What)> Notes(LedgerEntry entry) => new[]
    {
        (entry.PartlyLate, "rows too late for some of their windows, and in time for others"),
        (entry.Conflicts, $"records of {entry.Stream} with several spellings of a column: the first listed counted"),
        (entry.DuplicateKeys, $"members that came twice in records of {entry.Stream}: the last counted"),
    }.Where(note => note.Item1 > 0);

    private static string Number(long count) => count.ToString("N0");

    private static void WriteTable(TextWriter output, string[] header, IReadOnlyList<string[]> texts)
    {
        var rows = texts.Select(row => Array.ConvertAll(row, Printable.Of)).ToList();
        var widths = header.Select((title, column) => Math.Max(title.Length, rows.Max(row => row[column].Length))).ToArray();
        foreach (var row in rows.Prepend(header))
        {
            // Names stand left, numbers right.
            var cells = row.Select(
                (cell, column) => char.IsAsciiDigit(rows[0][column][0]) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
