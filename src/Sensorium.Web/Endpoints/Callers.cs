using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Access.Login;

namespace Sensorium.Web.Endpoints;

/// <summary>Who sent a request, as the access middleware found out.</summary>
internal static class Callers
{
    private static readonly object _key = new();
    private static readonly object _session = new();

    /// <summary>Known at every endpoint that is not for anyone.</summary>
    internal static Caller Caller(this HttpContext context) => context.CallerOrNobody()!;

    internal static Caller? CallerOrNobody(this HttpContext context) => (Caller?)context.Items[_key];

    internal static void Is(this HttpContext context, Caller caller) => context.Items[_key] = caller;

    /// <summary>The caller's session and its secret; null where nobody has logged in, or has to.</summary>
    internal static (Session Session, string Secret)? Session(this HttpContext context) => ((Session, string)?)context.Items[_session];

    internal static void Has(this HttpContext context, Session session, string secret) => context.Items[_session] = (session, secret);

    /// <exception cref="RefusalException">403: the caller has a lesser role; 401: nobody has logged in.</exception>
    internal static Caller Demand(this HttpContext context, Role role)
    {
        var caller = context.CallerOrNobody() ?? throw WebErrors.NotLoggedIn(context.Request, role);
        return caller.May(role) ? caller : throw WebErrors.LesserRole(context.Request, caller, role);
    }
}
