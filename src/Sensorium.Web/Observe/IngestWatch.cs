using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Observe;

/// <summary>
/// Measures and traces every POST of records, the refused ones too: runs before the access middleware, which decides on the answers.
/// </summary>
internal sealed class IngestWatch(TimeProvider time)
{
    internal Task Pass(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/streams")
            ? Watch(context, next)
            : next(context);

    private async Task Watch(HttpContext context, RequestDelegate next)
    {
        var began = time.GetTimestamp();
        var span = IngestTracing.Begin(context.Request);
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
        }
        finally
        {
            status = context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : status;
            IngestMeter.Duration.Record(time.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("status", status));
            IngestTracing.End(span, status);
        }
    }
}
