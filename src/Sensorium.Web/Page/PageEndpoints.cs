using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Core.Scheduling;
using Sensorium.Web.Alerts;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Live;
using Sensorium.Web.Map;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Page;

/// <summary>
/// The live page: <c>GET /</c> and <c>GET /pages/{page}</c> as it stands now, <c>/events</c> from which its module goes on, and its assets.
/// </summary>
public sealed class PageEndpoints(
    CityProfile city,
    CityState state,
    CityPages pages,
    LiveFeed feed,
    MapEndpoints map,
    PanelEndpoints panels,
    AlertEndpoints alerts,
    ThresholdEndpoints thresholds,
    IScheduler scheduler)
    : EndpointGroup
{
    private readonly StatsTicker _pulse = new(state, feed, scheduler);

    /// <summary>Whether the page leads to the SQL console.</summary>
    public bool HasConsole { get; init; }

    /// <summary>Records a second that the streams take, over the last seconds.</summary>
    public double Rate => _pulse.Rate;

    internal override IReadOnlyList<(string Name, Func<CancellationToken, Task> Run)> Activities => [("pulse", _pulse.Run)];

    internal override void Prepare() => _pulse.Beat();

    internal override void Map(EndpointContext server)
    {
        var routes = server.Routes;
        routes.MapGet("/", context => Get(context, server)).For(Role.Viewer);
        routes.MapGet("/pages/{page}", context => Get(context, server)).For(Role.Viewer);
        var events = new EventEndpoint(pages, feed, _pulse, map.Layers, panels.Board, alerts.Board, thresholds.Thresholds, server.Ending);
        routes.MapGet("/events", events.Get).For(Role.Viewer);
        routes.MapGet("/assets/{version}/{**name}", Asset.Get).ForAnyone();
    }

    private Task Get(HttpContext context, EndpointContext server)
    {
        var name = (string?)context.Request.RouteValues["page"];
        var page = name is null ? pages.Default : pages.Require(name);
        return Html.Write<LivePage>(context, server.Services, new()
        {
            [nameof(LivePage.City)] = city,
            [nameof(LivePage.Ledger)] = state.Ledger(),
            [nameof(LivePage.Parts)] = state.Parts(),
            [nameof(LivePage.HasConsole)] = HasConsole,
            [nameof(LivePage.Rate)] = (Func<string, double>)_pulse.RateOf,
            [nameof(LivePage.User)] = context.Session()?.Session.User,
            [nameof(LivePage.Token)] = server.Token.Of(context),
            [nameof(LivePage.Now)] = _pulse.Now,
            [nameof(LivePage.Data)] = PageData.Write(city, pages, page, map, thresholds.Thresholds?.All(), context.Caller()),
        });
    }
}
