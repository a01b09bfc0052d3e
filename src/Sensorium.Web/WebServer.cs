using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Web.Alerts;
using Sensorium.Web.Doors;
using Sensorium.Web.Ingest;
using Sensorium.Web.Live;
using Sensorium.Web.Map;
using Sensorium.Web.Page;
using Sensorium.Web.Pages;

namespace Sensorium.Web;

/// <summary>A city's doors over HTTP, in this process, on the loopback address.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private const int Connections = 1024;
    private const long BodiesBytes = 256 << 20;

    private readonly WebApplication _app;
    private readonly IPEndPoint _endpoint;
    private readonly CityPulse _pulse;
    private readonly CityMap _map;
    private readonly LayerDoor _layers;
    private readonly PanelBoard _panels;
    private readonly AlertLoad? _alerts;
    private readonly IScheduler _scheduler;
    private readonly CancellationTokenSource _ended = new();
    private Task _beating = Task.CompletedTask;
    private Task _mapping = Task.CompletedTask;
    private Task _asking = Task.CompletedTask;
    private Task _loading = Task.CompletedTask;

    /// <param name="address">127.0.0.1, ::1, or localhost for the first of them.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <exception cref="SensoriumException">The address is not a loopback one (SN6001).</exception>
    public WebServer(WebCity city, string address, int port, IScheduler scheduler)
    {
        _endpoint = new(Loopback(address), port);
        _scheduler = scheduler;
        _pulse = new(city, scheduler);
        _map = new(city.Pages, city.LogOf, city.Feed, scheduler);
        _layers = new(city, _map);
        _panels = new(city.Pages, city.Lake, city.Feed, scheduler);
        if (city.Alerts is { } alerts)
        {
            alerts.Changed = city.Feed.Pulse;
            _alerts = city.Lake is null ? null : new(alerts, city.Lake, scheduler);
        }

        _app = Build(city);
    }

    /// <summary>Where a browser finds the page; known once the server has started.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Why the page's counts or its map stand still; null while they move.</summary>
    public Exception? Fault => _beating.Exception?.InnerException ?? _map.Fault ?? _asking.Exception?.InnerException;

    /// <exception cref="SensoriumException">The port is taken (SN6002).</exception>
    public async Task Start(CancellationToken cancellation)
    {
        _pulse.Beat();
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (Exception error) when (error is IOException or SocketException or AddressInUseException)
        {
            throw WebErrors.CannotListen(_endpoint, (error as IOException)?.InnerException ?? error);
        }

        Address = new(_app.Urls.First() + "/");
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
        _ended.Dispose();
    }

    private static IPAddress Loopback(string address)
    {
        var name = address.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : address;
        return IPAddress.TryParse(name, out var parsed) && IPAddress.IsLoopback(parsed) ? parsed : throw WebErrors.NotLoopback(address);
    }

    private WebApplication Build(WebCity city)
    {
        // The empty builder reads no variables and no files of its own: all that a city is stands in its settings.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, HostedLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = Connections;
            kestrel.Limits.MaxRequestBodySize = IngestBody.MaxBytes;
            kestrel.Listen(_endpoint);
        });

        var app = builder.Build();
        var token = new PageToken();
        var keeper = new DoorKeeper(token, city.Say);
        app.Use(next => context => keeper.Pass(context, next));
        app.UseRouting();
        app.UseEndpoints(_ => { });
        app.MapPost("/streams/{name}", new IngestDoor(city, new(BodiesBytes)).Post);
        app.MapGet("/ledger", context => StateDoors.Ledger(city, context));
        app.MapGet("/health/live", StateDoors.Live);
        app.MapGet("/health/ready", context => StateDoors.Ready(city, context));
        app.MapGet("/events", new EventDoor(city, _pulse, _map, _panels, _ended.Token).Get);
        app.MapGet("/layers/{page}/{layer}", _layers.History);
        app.MapGet("/layers/{page}/{layer}/view", _layers.View);
        var alerts = new AlertDoors(city.Alerts);
        app.MapPost("/alerts/{episode}/acknowledge", alerts.Acknowledge);
        app.MapPost("/alerts/mute", alerts.Mute);
        app.MapPut("/thresholds/{name}", new ThresholdDoor(city.Thresholds, city.Audit, ThresholdsChanged).Put);
        void ThresholdsChanged()
        {
            city.ThresholdsChanged();
            city.Feed.Pulse();
        }

        app.MapGet("/panels/{page}", new PanelDoor(city, _panels, _scheduler.Time).Get);
        app.MapGet("/map/streets", new StreetDoor(city.Streets).Get);
        app.MapGet("/assets/{name}", Asset.Get);
        var page = new PageDoor(city, _pulse, _map, token, app.Services);
        app.MapGet("/", page.Get);
        app.MapGet("/pages/{page}", page.Get);
        return app;
    }
}
