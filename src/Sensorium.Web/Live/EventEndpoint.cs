using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sensorium.Web.Alerts;
using Sensorium.Web.Map;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Live;

/// <summary>
/// <c>GET /events?page=NAME</c>: Server-Sent Events. First <c>hello</c> with the tables, their newest rows and the last minute's rates;
/// then <c>pulse</c> twice a second, <c>rows</c> as they come, <c>fixes</c> of the page's map ten times a second, and <c>panel</c>,
/// <c>alerts</c> and <c>thresholds</c> when they have changed. A slow reader holds up nobody: rows it missed are counted in <c>skipped</c>,
/// and a map it fell behind on begins anew with <c>reset</c>.
/// </summary>
internal sealed class EventEndpoint(
    CityPages pages,
    LiveFeed feed,
    StatsTicker pulse,
    CityMap map,
    PanelBoard panels,
    AlertBoard? board,
    Thresholds? thresholds,
    CancellationToken ending)
{
    private const int Viewers = 64;
    private const int RowsAtHello = 50;

    internal async Task Get(HttpContext context)
    {
        var name = context.Request.Query["page"].ToString();
        var page = name.Length == 0 ? pages.Default : pages.Require(name);
        using var viewer = feed.Follow(Viewers) ?? throw WebErrors.TooManyViewers(Viewers);
        using var following = panels.Follow(page.Name);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await Serve(viewer, page, context.Response.BodyWriter, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The page was closed, or the city ends: both are an end in order.
        }
    }

    private async Task Serve(LiveViewer viewer, PageDefinition page, PipeWriter output, CancellationToken cancellation)
    {
        var layers = map.LayersOf(page.Name).Select(layer => new LayerCursor(layer)).ToList();
        var shown = panels.PanelsOf(page.Name).Select(panel => (Panel: panel, Number: panel.Number)).ToArray();
        var alerts = new AlertCursor(board);
        var thresholdsAt = thresholds?.Number;
        IReadOnlyList<LiveTable> tables = [];
        var cursors = new Dictionary<LiveTable, long>();
        var rows = new List<LiveRow>(LiveTable.Capacity);
        var lastPulse = -1L;
        while (true)
        {
            if (!ReferenceEquals(tables, feed.Tables) || lastPulse < 0)
            {
                tables = feed.Tables;
                EventText.Write(output, "hello"u8, json => WriteHello(json, tables, cursors));
            }

            var number = pulse.Number;
            if (number != lastPulse)
            {
                lastPulse = number;
                EventText.Write(output, "pulse"u8, pulse.Latest);
            }

            foreach (var table in tables)
            {
                rows.Clear();
                ref var cursor = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(cursors, table);
                var skipped = table.Read(ref cursor, rows);
                if (rows.Count > 0 || skipped > 0)
                {
                    EventText.Write(output, "rows"u8, json => WriteRows(json, table, skipped, rows));
                }
            }

            foreach (var layer in layers)
            {
                layer.WriteNews(output, number);
            }

            for (var i = 0; i < shown.Length; i++)
            {
                if (shown[i].Panel.Number is var newest && newest != shown[i].Number)
                {
                    shown[i].Number = newest;
                    EventText.Write(output, "panel"u8, shown[i].Panel.Event);
                }
            }

            alerts.WriteNews(output);
            if (thresholds is { } known && known.Number != thresholdsAt)
            {
                thresholdsAt = known.Number;
                EventText.Write(output, "thresholds"u8, json => PageData.Write(json, known.All()));
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
}
