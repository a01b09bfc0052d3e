using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Lake.Query;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Console;

/// <summary>SQL over the lake: <c>GET /console</c>, a page to ask in, and what it and programs ask with.</summary>
/// <param name="atOnce">How many queries may be under way over HTTP.</param>
public sealed class ConsoleEndpoints(CityProfile city, LakeQueries queries, int atOnce, TimeProvider time) : EndpointGroup
{
    internal override void Map(EndpointContext server)
    {
        var routes = server.Routes;
        var slots = new QuerySlots(atOnce);
        routes.MapGet("/console", context => Get(context, server)).For(Role.Viewer);
        routes.MapGet("/catalog", new CatalogEndpoint(queries.Catalog, time).Get).For(Role.Viewer);
        routes.MapPost("/query", new QueryEndpoint(queries, slots, server.Ending).Post).For(Role.Viewer);
        routes.MapPost("/query/export", new ExportEndpoint(queries, slots, server.Ending).Post).For(Role.Viewer);
    }

    private Task Get(HttpContext context, EndpointContext server) => Html.Write<ConsolePage>(context, server.Services, new()
    {
        [nameof(ConsolePage.City)] = city,
        [nameof(ConsolePage.Limits)] = queries.Limits,
        [nameof(ConsolePage.Token)] = server.Token.Of(context),
    });
}
