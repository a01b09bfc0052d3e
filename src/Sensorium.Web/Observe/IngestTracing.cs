using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Observe;

/// <summary>
/// The span of a POST of records, which follows the <c>traceparent</c> that came with it. Without a listener none is made.
/// </summary>
public static class IngestTracing
{
    public const string Name = "Sensorium.Web";

    private static readonly ActivitySource _source = new(Name);

    internal static Activity? Begin(HttpRequest request)
    {
        if (!_source.HasListeners())
        {
            return null;
        }

        // A traceparent that is none counts as absent, as the standard has it.
        ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var parent);
        return _source.StartActivity(
            "POST /streams/{name}",
            ActivityKind.Server,
            parent,
            [new("http.request.method", request.Method), new("http.route", "/streams/{name}")]);
    }

    /// <summary>Says which stream it was, once that is known to be one of the city's.</summary>
    internal static void Names(string stream) => Activity.Current?.SetTag("sensorium.stream", stream);

    internal static void End(Activity? span, int status)
    {
        if (span is not null)
        {
            span.SetTag("http.response.status_code", status);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                span.SetStatus(ActivityStatusCode.Error);
            }

            span.Dispose();
        }
    }
}
