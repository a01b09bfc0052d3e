using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Web.Connections;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Login;
using Sensorium.Web.Page;

namespace Sensorium.Web.Admin;

/// <summary>
/// The second listener, on the loopback address alone: the only one where users and tokens are changed over HTTP. Where the city's doors
/// need a login, this one does too, since others may use the machine.
/// </summary>
public sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IPEndPoint _endpoint;

    /// <param name="port">0 takes a free one.</param>
    public AdminServer(WebCity city, WebAccess access, int port, TimeProvider time)
    {
        _endpoint = new(IPAddress.Loopback, port);
        _app = Build(city, access, time);
    }

    /// <summary>Where a browser finds the page; known once the server has started.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Every door with its rule.</summary>
    internal IReadOnlyList<RouteEndpoint> Routes => AccessRules.Routes(_app);

    /// <exception cref="SensoriumException">The port is taken (SN6002).</exception>
    public async Task Start(CancellationToken cancellation) => Address = await Listener.Start(_app, _endpoint, "web.adminPort", cancellation);

    public Task Stop(CancellationToken deadline) => _app.StopAsync(deadline);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private WebApplication Build(WebCity city, WebAccess access, TimeProvider time)
    {
        var token = new PageToken();
        var entrance = new SessionAuthentication(access);
        var app = Listener.Build(_endpoint, access.Certificate, new(ConnectionLimits.OfProcess(part: 32), time), new(new([], access.NeedsLogin), entrance, token, _ => false, city.Say));
        var doors = new AdminEndpoints(city, access.City, token, time, app.Services);
        app.MapGet("/", doors.Page).For(Role.Admin);
        app.MapGet("/assets/{version}/{**name}", Asset.Get).ForAnyone();
        app.MapGet("/users", doors.Users).For(Role.Admin);
        app.MapPost("/users", doors.AddUser).For(Role.Admin);
        app.MapPut("/users/{name}", doors.ChangeUser).For(Role.Admin);
        app.MapDelete("/users/{name}", doors.RemoveUser).For(Role.Admin);
        app.MapGet("/tokens", doors.Tokens).For(Role.Admin);
        app.MapPost("/tokens", doors.AddToken).For(Role.Admin);
        app.MapDelete("/tokens/{stream}/{name}", doors.RemoveToken).For(Role.Admin);
        app.MapGet("/audit", doors.Audit).For(Role.Admin);
        LoginEndpoint.Map(app, city.Name, access, entrance, token);
        return app;
    }
}
