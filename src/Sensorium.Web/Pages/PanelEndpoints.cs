using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Live;

namespace Sensorium.Web.Pages;

/// <summary>
/// <c>GET /panels/{page}?span=1h[&amp;at=TIME]</c>: what all panels of a page show, as of now or of a moment of the past.
/// </summary>
public sealed class PanelEndpoints : EndpointGroup, IDisposable
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(366);

    private readonly CityPages _pages;
    private readonly TimeProvider _time;

    /// <param name="lake">Null for a city without one, whose panels say so.</param>
    /// <param name="feed">Is woken when a panel has changed.</param>
    public PanelEndpoints(CityPages pages, CityLake? lake, LiveFeed feed, IScheduler scheduler)
    {
        (_pages, _time) = (pages, scheduler.Time);
        Board = new(pages, lake, feed, scheduler);
    }

    internal PanelBoard Board { get; }

    internal override IReadOnlyList<(string Name, Func<CancellationToken, Task> Run)> Activities => [("panels", Board.Run)];

    internal override void Map(EndpointContext server) => server.Routes.MapGet("/panels/{page}", Get).For(Role.Viewer);

    public void Dispose() => Board.Dispose();

    private async Task Get(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["page"]!;
        var page = _pages.Require(name);
        var span = SpanOf((string?)context.Request.Query["span"]);
        var at = AtOf((string?)context.Request.Query["at"]);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("at", new EventTime((at ?? EventTime.From(_time.GetUtcNow())).Micros).ToString());
        json.WriteString("span", Written(span));
        json.WriteStartObject("panels");
        foreach (var panel in Board.PanelsOf(page.Name))
        {
            var rows = at is null && span == PanelBoard.Span
                ? await Board.Newest(panel, context.RequestAborted)
                : await Board.Ask(panel, span, at, context.RequestAborted);
            json.WritePropertyName(panel.Query.Definition.Name);
            json.WriteRawValue([.. "{"u8, .. rows.Json, .. "}"u8], skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.DisposeAsync();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static TimeSpan SpanOf(string? text)
    {
        if (text is null)
        {
            return PanelBoard.Span;
        }

        var unit = text.Length == 0 ? ' ' : text[^1];
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        return int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && seconds > 0 && number > 0 && (long)number * seconds <= _longest.TotalSeconds
            ? TimeSpan.FromSeconds((long)number * seconds)
            : throw PageErrors.WrongParameter("span", text, "a number of s, m, h or d, such as 15m, 1h or 7d, up to 366d");
    }

    private static EventTime? AtOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return QueryTime.TryParse(text, out var at)
            ? EventTime.From(at)
            : throw PageErrors.WrongParameter("at", text, "a time such as 2026-05-04T12:00:00Z");
    }

    private static string Written(TimeSpan span) => span.TotalSeconds switch
    {
        var seconds when seconds % 86400 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400}d"),
        var seconds when seconds % 3600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h"),
        var seconds when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m"),
        var seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
    };
}
