using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;
using Sensorium.Access;

namespace Sensorium.Web.Endpoints;

/// <summary>How the city is, for programs: <c>/ledger</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/metrics</c>.</summary>
/// <param name="metrics">What <c>/metrics</c> shows, with the exporter for Prometheus; null for no such route.</param>
public sealed class StateEndpoints(CityState state, MeterProvider? metrics) : EndpointGroup
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Every answer is nosniff, so none is ever taken for HTML.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    internal override void Map(EndpointContext server)
    {
        var routes = server.Routes;
        routes.MapGet("/ledger", Ledger).For(Role.Viewer);
        routes.MapGet("/health/live", Live).ForProbes();
        routes.MapGet("/health/ready", Ready).ForProbes();
        if (metrics is not null)
        {
            routes.MapPrometheusScrapingEndpoint("/metrics", metrics, configureBranchedPipeline: null, optionsName: null).ForProbes();
        }
    }

    private Task Ledger(HttpContext context) => Write(context, state.Ledger());

    /// <summary>Whoever gets an answer knows that the process answers.</summary>
    private static Task Live(HttpContext context) => Write(context, new { live = true });

    /// <summary>
    /// 503 only while the city cannot take or show records. With a part that is merely degraded it still serves, so that nobody who
    /// routes by this answer takes it away; the answer says so, and why.
    /// </summary>
    private Task Ready(HttpContext context)
    {
        var parts = state.Parts();
        var isReady = !parts.Any(part => part.CannotServe);
        var summary = !isReady ? "down" : parts.All(part => part.IsHealthy) ? "ok" : "degraded";
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Write(context, new { ready = isReady, state = summary, parts });
    }

    private static Task Write<T>(HttpContext context, T value)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, _json, context.RequestAborted);
    }
}
