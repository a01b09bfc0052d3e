using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sensorium.Access;

namespace Sensorium.Web.Doors;

/// <summary>Puts rules on routes, and finds them.</summary>
internal static class DoorRules
{
    internal static IEndpointConventionBuilder For(this IEndpointConventionBuilder route, Role role) => route.With(new DoorRule(role));

    internal static IEndpointConventionBuilder ForAnyone(this IEndpointConventionBuilder route) => route.With(DoorRule.Anyone);

    internal static IEndpointConventionBuilder ForDevices(this IEndpointConventionBuilder route) => route.With(DoorRule.Devices);

    internal static IReadOnlyList<RouteEndpoint> Routes(IEndpointRouteBuilder app) =>
        [.. app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <returns>Null where the request meets no route.</returns>
    internal static DoorRule? RuleOf(HttpContext context) => context.GetEndpoint() is RouteEndpoint route
        ? route.Metadata.GetMetadata<DoorRule>() ?? DoorRule.Unsaid
        : null;

    private static IEndpointConventionBuilder With(this IEndpointConventionBuilder route, DoorRule rule)
    {
        route.Add(endpoint => endpoint.Metadata.Add(rule));
        return route;
    }
}
