using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Web.Connections;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Observe;

namespace Sensorium.Web;

/// <summary>
/// A city's endpoints over HTTP, in this process: open on the loopback address, anywhere else with TLS and a login. Users and tokens are
/// changed behind <see cref="Admin.AdminServer"/>, nowhere here.
/// </summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly IReadOnlyList<EndpointGroup> _groups;
    private readonly WebApplication _app;
    private readonly IPEndPoint _endpoint;
    private readonly IScheduler _scheduler;
    private readonly ConnectionTable _connections;
    private readonly CancellationTokenSource _ended = new();
    private Task[] _running = [];

    /// <param name="groups">What it serves; the server disposes those that are disposable.</param>
    /// <param name="address">Of this machine; see <see cref="ListenerAddress"/>.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="say">Takes one line about a fault that no client can fix.</param>
    /// <param name="access">Null for endpoints that are open to this machine alone, with streams that need no token.</param>
    /// <exception cref="SensoriumException">The address is none, or other machines reach it and there is no certificate
    /// (SN6001).</exception>
    public WebServer(
        IReadOnlyList<EndpointGroup> groups, string address, int port, IScheduler scheduler, Action<string> say, WebAccess? access = null)
    {
        var parsed = ListenerAddress.Parse(address);
        if (!parsed.IsOpen && access?.Certificate is null)
        {
            throw WebErrors.NotOpen(parsed.Address);
        }

        (_groups, _scheduler) = (groups, scheduler);
        _endpoint = new(parsed.Address, port);
        _connections = new(ConnectionLimits.OfProcess(part: 2), scheduler.Time);
        var token = new PageToken();
        var authentication = new SessionAuthentication(access);
        var middleware = new AccessMiddleware(new(access?.Names ?? [], isSecure: !authentication.IsOpen), authentication, token, say);
        _app = Listener.Build(_endpoint, access?.Certificate, _connections, middleware, new IngestWatch(scheduler.Time).Pass);
        foreach (var group in groups)
        {
            group.Map(new(_app, token, authentication, access, _ended.Token));
        }
    }

    /// <summary>Where a browser finds the page; known once the server has started.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    public ConnectionCounts Connections => _connections.Counts;

    /// <summary>Why the page's counts, map or panels stand still; null while they move.</summary>
    public Exception? Fault =>
        _groups.Select(group => group.Fault).Concat(_running.Select(task => task.Exception?.InnerException))
            .FirstOrDefault(fault => fault is not null);

    /// <summary>Every endpoint with its rule.</summary>
    internal IReadOnlyList<RouteEndpoint> Routes => AccessRules.Routes(_app);

    /// <exception cref="SensoriumException">The port is taken (SN6002).</exception>
    public async Task Start(CancellationToken cancellation)
    {
        foreach (var group in _groups)
        {
            group.Prepare();
        }

        Address = await Listener.Start(_app, _endpoint, "web.port", cancellation);
        _running = [.. _groups.SelectMany(group => group.Activities)
            .Select(activity => _scheduler.Start(activity.Name, activity.Run, _ended.Token))];
    }

    /// <summary>Takes no new request and answers those under way.</summary>
    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await _app.StopAsync(deadline);
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _app.DisposeAsync();
        foreach (var group in _groups.OfType<IDisposable>())
        {
            group.Dispose();
        }

        _ended.Dispose();
    }
}
