using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sensorium.Core;
using Sensorium.Web.Connections;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Ingest;
using Sensorium.Web.Login;

namespace Sensorium.Web.Admin;

/// <summary>
/// The second listener, on the loopback address alone: the only one where users and tokens are changed over HTTP. Where the city's
/// endpoints need a login, this one does too, since others may use the machine.
/// </summary>
public sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IPEndPoint _endpoint;

    /// <param name="streams">Those that tokens can be for.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="say">Takes one line about a fault that no client can fix.</param>
    public AdminServer(CityProfile city, IngestStreams streams, WebAccess access, int port, TimeProvider time, Action<string> say)
    {
        _endpoint = new(IPAddress.Loopback, port);
        var token = new PageToken();
        var authentication = new SessionAuthentication(access);
        var middleware = new AccessMiddleware(new([], access.NeedsLogin), authentication, token, say);
        _app = Listener.Build(_endpoint, access.Certificate, new(ConnectionLimits.OfProcess(part: 32), time), middleware);
        foreach (var group in new EndpointGroup[] { new AdminEndpoints(city, streams, access.City, time), new LoginEndpoints(city) })
        {
            group.Map(new(_app, token, authentication, access, default));
        }
    }

    /// <summary>Where a browser finds the page; known once the server has started.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Every endpoint with its rule.</summary>
    internal IReadOnlyList<RouteEndpoint> Routes => AccessRules.Routes(_app);

    /// <exception cref="SensoriumException">The port is taken (SN6002).</exception>
    public async Task Start(CancellationToken cancellation) =>
        Address = await Listener.Start(_app, _endpoint, "web.adminPort", cancellation);

    public Task Stop(CancellationToken deadline) => _app.StopAsync(deadline);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
