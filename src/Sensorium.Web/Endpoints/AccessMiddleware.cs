using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Sensorium.Access.Tokens;
using Sensorium.Core;
using Sensorium.Web.Login;

namespace Sensorium.Web.Endpoints;

/// <summary>
/// Stands before every route. A page elsewhere on the web can make a browser on this machine send requests here: under a name of its own
/// that it points to this address, or as a form. So the Host must be ours, and the Origin of whatever changes something. Then the route's
/// rule decides who may pass. Refusals and faults become problems here.
/// </summary>
/// <param name="token">Needed for every change but the records of devices, whose producers are no pages.</param>
internal sealed class AccessMiddleware(HostNames names, SessionAuthentication sessions, PageToken token, Action<string> say)
{
    /// <summary>Before routing: who asks, and whether by our name.</summary>
    internal async Task Pass(HttpContext context, RequestDelegate next)
    {
        Harden(context);
        try
        {
            CheckHost(context);
            CheckOrigin(context);
            sessions.Recognise(context);
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

    /// <summary>Behind routing: whether the route's rule lets the caller pass.</summary>
    internal async Task Admit(HttpContext context, RequestDelegate next)
    {
        var rule = AccessRules.RuleOf(context);
        if (rule is { IsForDevices: true })
        {
            AdmitDevice(context, rule);
        }
        else if (rule is null or { Role: not null })
        {
            if (rule is { IsForProbes: true } && context.CallerOrNobody() is null
                && sessions.Device(context, IngestToken.OfProbes) is { } probe)
            {
                context.Is(probe);
            }

            if (context.CallerOrNobody() is null && LoginEndpoint.IsNavigation(context.Request))
            {
                await LoginEndpoint.Lead(context);
                return;
            }

            // Where no route is, any caller is told so.
            context.Demand(rule?.Role ?? Access.Role.Viewer);
            CheckToken(context);
        }

        using var ending = sessions.EndsWithSession(context);
        await next(context);
    }

    private void AdmitDevice(HttpContext context, AccessRule rule)
    {
        var stream = (string)context.GetRouteValue("name")!;
        if (sessions.Device(context, stream) is { } device)
        {
            context.Is(device);
        }
        else if (!sessions.IsOpen && context.CallerOrNobody() is not null)
        {
            context.Demand(rule.Role!.Value);
            CheckToken(context);
        }
        else if (!sessions.IsOpen || rule.NeedsToken(stream))
        {
            throw WebErrors.NeedsIngestToken(stream, sessions.IsOpen);
        }
    }

    private void Harden(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri "
                + "'none'; "
            + "form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.CacheControl] = "no-store";
        // A form's Origin would be 'null' without any referrer.
        headers["Referrer-Policy"] = sessions.IsOpen ? "no-referrer" : "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // A browser keeps it for all ports of a name, and other programs of this machine are called localhost too.
        if (context.Request.IsHttps && context.Request.Host.Host is not "localhost")
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }

    private void CheckHost(HttpContext context)
    {
        var host = context.Request.Host.Value ?? "";
        if (!names.Include(host, context.Connection.LocalIpAddress, context.Connection.LocalPort))
        {
            throw WebErrors.WrongHost(host);
        }
    }

    private void CheckOrigin(HttpContext context)
    {
        foreach (var origin in context.Request.Headers.Origin)
        {
            if (origin is null || !origin.StartsWith(names.Scheme, StringComparison.Ordinal)
                || !names.Include(origin.AsSpan(names.Scheme.Length), context.Connection.LocalIpAddress, context.Connection.LocalPort))
            {
                throw WebErrors.WrongOrigin(origin ?? "");
            }
        }
    }

    private void CheckToken(HttpContext context)
    {
        if (!IsRead(context.Request) && !token.IsIn(context))
        {
            throw WebErrors.NoToken();
        }
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static void RefuseUnrouted(HttpContext context)
    {
        switch (context.Response.StatusCode)
        {
            case StatusCodes.Status404NotFound:
                throw WebErrors.NoSuchEndpoint(context.Request.Path);
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
                return WebErrors.BodyTooLarge(
                    context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? Ingest.IngestBody.MaxBytes);
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return WebErrors.BodyTooSlow("at less than 240 bytes a second");
            case BadHttpRequestException bad:
                return WebErrors.BrokenRequest(bad.StatusCode, bad.Message);
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
