using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sensorium.Access;

namespace Sensorium.Web.Endpoints;

/// <summary>Puts rules on routes, and finds them.</summary>
internal static class AccessRules
{
    internal static IEndpointConventionBuilder For(this IEndpointConventionBuilder route, Role role) => route.With(new AccessRule(role));

    internal static IEndpointConventionBuilder ForAnyone(this IEndpointConventionBuilder route) => route.With(AccessRule.Anyone);

    internal static IEndpointConventionBuilder ForDevices(this IEndpointConventionBuilder route, Func<string, bool> needsToken) =>
        route.With(AccessRule.Devices(needsToken));

    internal static IEndpointConventionBuilder ForProbes(this IEndpointConventionBuilder route) => route.With(AccessRule.Probes);

    internal static IReadOnlyList<RouteEndpoint> Routes(IEndpointRouteBuilder app) =>
        [.. app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <returns>Null where the request meets no route.</returns>
    internal static AccessRule? RuleOf(HttpContext context) => context.GetEndpoint() is RouteEndpoint route
        ? route.Metadata.GetMetadata<AccessRule>() ?? AccessRule.Unsaid
        : null;

    private static IEndpointConventionBuilder With(this IEndpointConventionBuilder route, AccessRule rule)
    {
        route.Add(endpoint => endpoint.Metadata.Add(rule));
        return route;
    }
}
