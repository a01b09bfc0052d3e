using Sensorium.Access;
using Sensorium.Core.Scheduling;
using Sensorium.Streams;
using Sensorium.Web.Alerts;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Live;
using Sensorium.Web.Map;
using Sensorium.Web.Page;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Tests;

/// <summary>The groups of a live page, over what a test has; the page shows nothing of what it has not.</summary>
internal sealed record PageGroups(CityProfile City, CityState State, IScheduler Scheduler)
{
    public CityPages Pages { get; init; } = CityPages.None;

    public LiveFeed Feed { get; init; } = new(TimeProvider.System);

    public Func<string, StreamLog?> LogOf { get; init; } = name => throw new KeyNotFoundException(name);

    public CityLake? Lake { get; init; }

    public Thresholds? Thresholds { get; init; }

    public AlertBoard? Alerts { get; init; }

    public AuditLog? Audit { get; init; }

    public bool HasConsole { get; init; }

    public IReadOnlyList<EndpointGroup> All()
    {
        var map = new MapEndpoints(Pages, LogOf, streets: null, Feed, Scheduler);
        var panels = new PanelEndpoints(Pages, Lake, Feed, Scheduler);
        var alerts = new AlertEndpoints(Alerts, Lake, Feed, Scheduler);
        var thresholds = new ThresholdEndpoints(Thresholds, Audit, Feed, map);
        var page = new PageEndpoints(City, State, Pages, Feed, map, panels, alerts, thresholds, Scheduler) { HasConsole = HasConsole };
        return [page, map, panels, alerts, thresholds];
    }
}
