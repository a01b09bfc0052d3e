using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;

namespace Sensorium.Web.Pages;

/// <summary><c>GET /panels/{page}?span=1h[&amp;at=TIME]</c>: what all panels of a page show, as of now or of a moment of the past.</summary>
internal sealed class PanelEndpoint(WebCity city, PanelBoard board, TimeProvider time)
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(366);

    internal async Task Get(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["page"]!;
        var page = city.Pages.Find(name) ?? throw PageErrors.UnknownPage(name, city.Pages.All);
        var span = SpanOf((string?)context.Request.Query["span"]);
        var at = AtOf((string?)context.Request.Query["at"]);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("at", new EventTime((at ?? EventTime.From(time.GetUtcNow())).Micros).ToString());
        json.WriteString("span", Written(span));
        json.WriteStartObject("panels");
        foreach (var panel in board.PanelsOf(page.Name))
        {
            var rows = at is null && span == PanelBoard.Span
                ? await board.Newest(panel, context.RequestAborted)
                : await board.Ask(panel, span, at, context.RequestAborted);
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
