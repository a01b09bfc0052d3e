using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Endpoints;

/// <summary>How the city is, for programs: <c>/ledger</c>, <c>/health/live</c>, <c>/health/ready</c>.</summary>
internal static class StateEndpoints
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Every answer is nosniff, so none is ever taken for HTML.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    internal static Task Ledger(WebCity city, HttpContext context) => Write(context, city.Ledger());

    /// <summary>Whoever gets an answer knows that the process answers.</summary>
    internal static Task Live(HttpContext context) => Write(context, new { live = true });

    /// <summary>
    /// 503 only while the city cannot take or show records. With a part that is merely degraded it still serves, so that nobody who
    /// routes by this answer takes it away; the answer says so, and why.
    /// </summary>
    internal static Task Ready(WebCity city, HttpContext context)
    {
        var parts = city.Parts();
        var isReady = !parts.Any(part => part.CannotServe);
        var state = !isReady ? "down" : parts.All(part => part.IsHealthy) ? "ok" : "degraded";
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Write(context, new { ready = isReady, state, parts });
    }

    private static Task Write<T>(HttpContext context, T value)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, _json, context.RequestAborted);
    }
}
