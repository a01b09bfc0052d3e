using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sensorium.Access;
using Sensorium.Access.Tokens;

namespace Sensorium.Web.Endpoints;

/// <summary>Finds out who sends a request: whoever is on this machine, who has logged in, or a device by its stream's token.</summary>
/// <param name="access">Null where no login is needed, and no stream has tokens.</param>
internal sealed class SessionAuthentication(WebAccess? access)
{
    /// <summary>The prefix keeps it from other hosts, paths and plain HTTP, in every browser.</summary>
    private const string Cookie = "__Host-sensorium";
    private const string Bearer = "Bearer ";

    internal bool IsOpen => access is not { NeedsLogin: true };

    internal void Recognise(HttpContext context)
    {
        if (IsOpen)
        {
            context.Is(Caller.Local);
        }
        else if (context.Request.Cookies[Cookie] is { Length: > 0 } secret
            && access!.City.Sessions.Find(secret) is { } session
            && access.City.Users.Find(session.User) is { } user)
        {
            context.Is(user.Caller);
            context.Has(session, secret);
        }
    }

    /// <summary>The device that has the token that the request carries; null where it carries none.</summary>
    /// <exception cref="RefusalException">The token is wrong, or of another stream.</exception>
    internal Caller? Device(HttpContext context, string stream)
    {
        var given = context.Request.Headers.Authorization.ToString();
        if (given.Length == 0)
        {
            return null;
        }

        var token = given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? access?.City.Tokens.Find(given[Bearer.Length..].Trim())
            : null;
        return token is null ? throw WebErrors.WrongToken()
            : token.Stream == stream ? token.Caller
            : throw WebErrors.TokenOfAnotherStream(token, stream);
    }

    /// <summary>Makes the request end when its session does: a stream of events would go on for ever.</summary>
    internal CancellationTokenSource? EndsWithSession(HttpContext context)
    {
        if (context.Session() is not { } session)
        {
            return null;
        }

        var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, access!.City.Sessions.Ending(session.Session));
        context.RequestAborted = ending.Token;
        return ending;
    }

    /// <summary>Gives the browser a session. What it had before is worth nothing any more.</summary>
    internal void SignIn(HttpContext context, string secret, DateTimeOffset ends)
    {
        if (context.Session() is { } before)
        {
            access!.City.Sessions.End(before.Session);
        }

        context.Response.Cookies.Append(Cookie, secret, Options(ends));
    }

    internal static void SignOut(HttpContext context) => context.Response.Cookies.Append(Cookie, "", Options(DateTimeOffset.UnixEpoch));

    /// <summary>
    /// The origin by which failed logins are counted: an IPv4 address, or an IPv6 network, since one machine has a whole one.
    /// </summary>
    internal static string Origin(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        const int networkBytes = 8;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(networkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    private static CookieOptions Options(DateTimeOffset ends) => new()
    {
        Secure = true,
        HttpOnly = true,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
        Path = "/",
        Expires = ends,
    };
}
