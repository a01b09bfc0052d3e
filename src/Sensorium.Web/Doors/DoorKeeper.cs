using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sensorium.Access;
using Sensorium.Core;

namespace Sensorium.Web.Doors;

/// <summary>
/// Stands before every route. A page elsewhere on the web can make a browser on this machine send requests here: under a name of its own
/// that it points to the loopback address, or as a form. So the Host must be ours, and the Origin of whatever changes something.
/// Refusals and faults become problems here.
/// </summary>
/// <param name="token">Needed for every change but the records of devices, whose producers are no pages.</param>
internal sealed class DoorKeeper(PageToken token, Action<string> say)
{
    private static readonly string[] _names = ["localhost", "127.0.0.1", "[::1]"];

    internal async Task Pass(HttpContext context, RequestDelegate next)
    {
        Harden(context.Response.Headers);
        try
        {
            CheckHost(context);
            CheckOrigin(context);
            CheckToken(context);
            context.Is(Caller.Local);
            await next(context);
            if (!context.Response.HasStarted)
            {
                RefuseUnrouted(context);
            }
        }
        catch (Exception error) when (!context.Response.HasStarted && RefusalOf(context, error) is { } refusal)
        {
            await Problem.Write(context, refusal);
        }
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.CacheControl] = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static void CheckHost(HttpContext context)
    {
        var host = context.Request.Host;
        if (!IsOurs(host.Value ?? "", context.Connection.LocalPort))
        {
            throw WebErrors.WrongHost(host.Value ?? "");
        }
    }

    private static void CheckOrigin(HttpContext context)
    {
        if (IsRead(context.Request))
        {
            return;
        }

        foreach (var origin in context.Request.Headers.Origin)
        {
            const string scheme = "http://";
            if (origin is null || !origin.StartsWith(scheme, StringComparison.Ordinal)
                || !IsOurs(origin.AsSpan(scheme.Length), context.Connection.LocalPort))
            {
                throw WebErrors.WrongOrigin(origin ?? "");
            }
        }
    }

    private void CheckToken(HttpContext context)
    {
        if (!IsRead(context.Request) && !context.Request.Path.StartsWithSegments("/streams") && !token.IsIn(context.Request))
        {
            throw WebErrors.NoToken();
        }
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    /// <summary>Whether an authority, <c>name:port</c>, is this city. The port may be left out where it is HTTP's own.</summary>
    private static bool IsOurs(ReadOnlySpan<char> authority, int port)
    {
        const int httpPort = 80;
        foreach (var name in _names)
        {
            if (authority.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                var rest = authority[name.Length..];
                return rest.IsEmpty
                    ? port == httpPort
                    : rest[0] == ':' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given == port;
            }
        }

        return false;
    }

    private static void RefuseUnrouted(HttpContext context)
    {
        switch (context.Response.StatusCode)
        {
            case StatusCodes.Status404NotFound:
                throw WebErrors.NoSuchDoor(context.Request.Path);
            case StatusCodes.Status405MethodNotAllowed:
                throw WebErrors.WrongMethod(context.Request.Method, context.Request.Path);
        }
    }

    /// <returns>Null where the client has gone, so that there is nobody to tell.</returns>
    private RefusalException? RefusalOf(HttpContext context, Exception error)
    {
        switch (error)
        {
            case RefusalException refusal:
                return refusal;
            case ObjectDisposedException:
                return WebErrors.Ending();
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return WebErrors.BodyTooLarge(Ingest.IngestBody.MaxBytes);
            case BadHttpRequestException bad:
                return new(bad.StatusCode, new("SN6004", $"the request is broken: {bad.Message} Nothing was appended.", "send it whole."));
            case IOException or OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return null;
            default:
                say($"{context.Request.Method} {context.Request.Path} failed, a fault of Sensorium: {error}");
                return new(
                    (int)HttpStatusCode.InternalServerError,
                    new SensoriumException("SN9999", "this is a fault of Sensorium.", "please report it with what the city printed."));
        }
    }
}
