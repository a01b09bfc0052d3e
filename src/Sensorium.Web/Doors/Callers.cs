using Microsoft.AspNetCore.Http;
using Sensorium.Access;

namespace Sensorium.Web.Doors;

/// <summary>Who sent a request, as the door keeper found out.</summary>
internal static class Callers
{
    private static readonly object _key = new();

    internal static Caller Caller(this HttpContext context) => (Caller)context.Items[_key]!;

    internal static void Is(this HttpContext context, Caller caller) => context.Items[_key] = caller;

    /// <exception cref="RefusalException">403: the caller has a lesser role.</exception>
    internal static Caller Demand(this HttpContext context, Role role)
    {
        var caller = context.Caller();
        return caller.May(role) ? caller : throw WebErrors.LesserRole(caller, role);
    }
}
