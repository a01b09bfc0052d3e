using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Web.Alerts;
using Sensorium.Web.Connections;
using Sensorium.Web.Console;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Ingest;
using Sensorium.Web.Live;
using Sensorium.Web.Login;
using Sensorium.Web.Map;
using Sensorium.Web.Observe;
using Sensorium.Web.Page;
using Sensorium.Web.Pages;

namespace Sensorium.Web;

/// <summary>
/// A city's doors over HTTP, in this process: open on the loopback address, anywhere else with TLS and a login. Users and tokens are
/// changed behind <see cref="Admin.AdminServer"/>, nowhere here.
/// </summary>
public sealed class WebServer : IAsyncDisposable
{
    private const long BodiesBytes = 256 << 20;

    private readonly WebApplication _app;
    private readonly IPEndPoint _endpoint;
    private readonly StatsTicker _pulse;
    private readonly CityMap _map;
    private readonly LayerEndpoint _layers;
    private readonly PanelBoard _panels;
    private readonly AlertLoad? _alerts;
    private readonly IScheduler _scheduler;
    private readonly ConnectionTable _connections;
    private readonly CancellationTokenSource _ended = new();
    private Task _beating = Task.CompletedTask;
    private Task _mapping = Task.CompletedTask;
    private Task _asking = Task.CompletedTask;
    private Task _loading = Task.CompletedTask;

    /// <param name="address">Of this machine; see <see cref="ListenerAddress"/>.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="access">Null for doors that are open to this machine alone, with streams that need no token.</param>
    /// <exception cref="SensoriumException">The address is none, or other machines reach it and there is no certificate (SN6001).</exception>
    public WebServer(WebCity city, string address, int port, IScheduler scheduler, WebAccess? access = null)
    {
        var parsed = ListenerAddress.Parse(address);
        if (!parsed.IsOpen && access?.Certificate is null)
        {
            throw WebErrors.NotOpen(parsed.Address);
        }

        _endpoint = new(parsed.Address, port);
        _scheduler = scheduler;
        _connections = new(ConnectionLimits.OfProcess(part: 2), scheduler.Time);
        _pulse = new(city, scheduler);
        _map = new(city.Pages, city.LogOf, city.Feed, scheduler);
        _layers = new(city, _map);
        _panels = new(city.Pages, city.Lake, city.Feed, scheduler);
        if (city.Alerts is { } alerts)
        {
            alerts.Changed = city.Feed.Pulse;
            _alerts = city.Lake is null ? null : new(alerts, city.Lake, scheduler);
        }

        _app = Build(city, access);
    }

    /// <summary>Where a browser finds the page; known once the server has started.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Records a second that the streams take, over the last seconds.</summary>
    public double Rate => _pulse.Rate;

    public ConnectionCounts Connections => _connections.Counts;

    /// <summary>Why the page's counts, map or panels stand still; null while they move.</summary>
    public Exception? Fault => _beating.Exception?.InnerException ?? _map.Fault ?? _asking.Exception?.InnerException;

    /// <exception cref="SensoriumException">The port is taken (SN6002).</exception>
    public async Task Start(CancellationToken cancellation)
    {
        _pulse.Beat();
        Address = await Listener.Start(_app, _endpoint, "web.port", cancellation);
        _beating = _scheduler.Start("pulse", _pulse.Run, _ended.Token);
        _mapping = _scheduler.Start("map", _map.Run, _ended.Token);
        _asking = _scheduler.Start("panels", _panels.Run, _ended.Token);
        if (_alerts is not null)
        {
            _loading = _scheduler.Start("alerts", _alerts.Run, _ended.Token);
        }
    }

    /// <summary>Takes no new request and answers those under way.</summary>
    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await _app.StopAsync(deadline);
        await Task.WhenAll(_beating, _mapping, _asking, _loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _app.DisposeAsync();
        _layers.Dispose();
        _panels.Dispose();
        _ended.Dispose();
    }

    /// <summary>Every door with its rule.</summary>
    internal IReadOnlyList<RouteEndpoint> Routes => AccessRules.Routes(_app);

    private WebApplication Build(WebCity city, WebAccess? access)
    {
        var token = new PageToken();
        var entrance = new SessionAuthentication(access);
        var keeper = new AccessMiddleware(
            new(access?.Names ?? [], isSecure: !entrance.IsOpen),
            entrance,
            token,
            stream => city.Streams.GetValueOrDefault(stream) is { NeedsToken: true },
            city.Say);
        var app = Listener.Build(_endpoint, access?.Certificate, _connections, keeper, new IngestWatch(_scheduler.Time).Pass);
        app.MapPost("/streams/{name}", new IngestEndpoint(city, new(BodiesBytes, _scheduler.Time)).Post).ForDevices();
        app.MapGet("/ledger", context => StateEndpoints.Ledger(city, context)).For(Role.Viewer);
        app.MapGet("/health/live", StateEndpoints.Live).ForProbes();
        app.MapGet("/health/ready", context => StateEndpoints.Ready(city, context)).ForProbes();
        app.MapGet("/events", new EventEndpoint(city, _pulse, _map, _panels, _ended.Token).Get).For(Role.Viewer);
        app.MapGet("/layers/{page}/{layer}", _layers.History).For(Role.Viewer);
        app.MapGet("/layers/{page}/{layer}/view", _layers.View).For(Role.Viewer);
        app.MapGet("/panels/{page}", new PanelEndpoint(city, _panels, _scheduler.Time).Get).For(Role.Viewer);
        app.MapGet("/map/streets", new StreetEndpoint(city.Streets).Get).For(Role.Viewer);
        var alerts = new AlertEndpoints(city.Alerts);
        app.MapPost("/alerts/{episode}/acknowledge", alerts.Acknowledge).For(Role.Operator);
        app.MapPost("/alerts/mute", alerts.Mute).For(Role.Operator);
        app.MapPut("/thresholds/{name}", new ThresholdEndpoint(city, _map).Put).For(Role.Operator);
        app.MapGet("/assets/{version}/{**name}", Asset.Get).ForAnyone();
        var page = new PageEndpoint(city, _pulse, _map, token, app.Services);
        app.MapGet("/", page.Get).For(Role.Viewer);
        app.MapGet("/pages/{page}", page.Get).For(Role.Viewer);
        LoginEndpoint.Map(app, city.Name, access, entrance, token);
        if (city.Metrics is { } metrics)
        {
            app.MapPrometheusScrapingEndpoint("/metrics", metrics, configureBranchedPipeline: null, optionsName: null).ForProbes();
        }

        if (city.Queries is { } queries)
        {
            var places = new QuerySlots(city.QueriesAtOnce);
            app.MapGet("/console", new ConsoleEndpoint(city, token, app.Services).Get).For(Role.Viewer);
            app.MapGet("/catalog", new CatalogEndpoint(queries.Catalog, _scheduler.Time).Get).For(Role.Viewer);
            app.MapPost("/query", new QueryEndpoint(queries, places, _ended.Token).Post).For(Role.Viewer);
            app.MapPost("/query/export", new ExportEndpoint(queries, places, _ended.Token).Post).For(Role.Viewer);
        }

        return app;
    }
}
