using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Live;

/// <summary>
/// <c>GET /events</c>: Server-Sent Events. First <c>hello</c> with the tables, their newest rows and the last minute's rates; then
/// <c>pulse</c> twice a second and <c>rows</c> as they come. A slow reader holds up nobody: rows it missed are counted in <c>skipped</c>.
/// </summary>
internal sealed class EventDoor(WebCity city, CityPulse pulse, CancellationToken ending)
{
    private const int Viewers = 64;
    private const int RowsAtHello = 50;

    internal async Task Get(HttpContext context)
    {
        using var viewer = city.Feed.Follow(Viewers) ?? throw WebErrors.TooManyViewers(Viewers);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await Serve(viewer, context.Response.BodyWriter, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The page was closed, or the city ends: both are an end in order.
        }
    }

    private async Task Serve(LiveViewer viewer, PipeWriter output, CancellationToken cancellation)
    {
        IReadOnlyList<LiveTable> tables = [];
        var cursors = new Dictionary<LiveTable, long>();
        var rows = new List<LiveRow>(LiveTable.Capacity);
        var lastPulse = -1L;
        while (true)
        {
            if (!ReferenceEquals(tables, city.Feed.Tables) || lastPulse < 0)
            {
                tables = city.Feed.Tables;
                WriteEvent(output, "hello", json => WriteHello(json, tables, cursors));
            }

            if (pulse.Number is var number && number != lastPulse)
            {
                lastPulse = number;
                WriteEvent(output, "pulse", json => json.WriteRawValue(pulse.Latest, skipInputValidation: true));
            }

            foreach (var table in tables)
            {
                rows.Clear();
                ref var cursor = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(cursors, table);
                var skipped = table.Read(ref cursor, rows);
                if (rows.Count > 0 || skipped > 0)
                {
                    WriteEvent(output, "rows", json => WriteRows(json, table, skipped, rows));
                }
            }

            await output.FlushAsync(cancellation);
            await viewer.News(cancellation);
        }
    }

    private void WriteHello(Utf8JsonWriter json, IReadOnlyList<LiveTable> tables, Dictionary<LiveTable, long> cursors)
    {
        var known = new Dictionary<LiveTable, long>(cursors);
        cursors.Clear();
        json.WriteStartObject();
        json.WriteStartArray("tables");
        foreach (var table in tables)
        {
            // Who followed a table goes on where he was; the others get its newest rows as the first ones.
            cursors[table] = known.TryGetValue(table, out var cursor) ? cursor : Math.Max(0, table.Count - RowsAtHello);
            json.WriteStartObject();
            json.WriteString("name", table.Name);
            json.WriteBoolean("alerts", table.IsAlerts);
            json.WriteNumber("from", cursors[table]);
            json.WriteStartArray("columns");
            foreach (var field in table.Schema.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", field.Name);
                json.WriteString("type", field.Type.ToString().ToLowerInvariant());
                json.WriteString("unit", field.Unit);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("rates");
        pulse.WriteHistory(json);
        json.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter json, LiveTable table, long skipped, List<LiveRow> rows)
    {
        json.WriteStartObject();
        json.WriteString("table", table.Name);
        json.WriteNumber("total", table.Count);
        json.WriteNumber("skipped", skipped);
        json.WriteStartArray("rows");
        foreach (var row in rows)
        {
            json.WriteRawValue(row.Json, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>JSON has no line ends of its own, so an event's data is one line.</summary>
    private static void WriteEvent(PipeWriter output, string name, Action<Utf8JsonWriter> data)
    {
        output.Write("event: "u8);
        output.Write(System.Text.Encoding.ASCII.GetBytes(name));
        output.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(output))
        {
            data(json);
        }

        output.Write("\n\n"u8);
    }
}
