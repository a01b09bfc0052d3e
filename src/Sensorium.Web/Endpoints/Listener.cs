using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sensorium.Access.Certificates;
using Sensorium.Web.Connections;
using Sensorium.Web.Ingest;

namespace Sensorium.Web.Endpoints;

/// <summary>A listener with the access middleware before its routes.</summary>
internal static class Listener
{
    /// <summary>A connection that is asked nothing for so long gives its place to another.</summary>
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(30);

    /// <summary>From a request's first byte to the end of its headers.</summary>
    private static readonly TimeSpan _headers = TimeSpan.FromSeconds(10);

    /// <summary>The routes are the caller's to add.</summary>
    /// <param name="certificate">Null for plain HTTP.</param>
    /// <param name="watch">Runs before the access middleware, and sees what it refuses.</param>
    internal static WebApplication Build(
        IPEndPoint endpoint,
        CityCertificate? certificate,
        ConnectionTable connections,
        AccessMiddleware access,
        Func<HttpContext, RequestDelegate, Task>? watch = null)
    {
        // The empty builder reads no variables and no files of its own: all that a city is stands in its settings.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, HostedLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new LimitedListeners(
            new SocketTransportFactory(
                services.GetRequiredService<IOptions<SocketTransportOptions>>(), services.GetRequiredService<ILoggerFactory>()),
                connections));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.KeepAliveTimeout = _idle;
            kestrel.Limits.RequestHeadersTimeout = _headers;
            kestrel.Limits.MaxRequestBodySize = IngestBody.MaxBytes;
            kestrel.Listen(endpoint, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseTls(certificate);
                }
            });
        });

        var app = builder.Build();
        app.Use(next => context => ConnectionTable.PassRequest(context, next));
        if (watch is not null)
        {
            app.Use(next => context => watch(context, next));
        }

        app.Use(next => context => access.Pass(context, next));
        app.UseRouting();
        app.Use(next => context => access.Admit(context, next));
        app.UseEndpoints(_ => { });
        return app;
    }

    /// <param name="setting">Of the port.</param>
    /// <returns>Where it listens.</returns>
    /// <exception cref="Core.SensoriumException">The port is taken (SN6002).</exception>
    internal static async Task<Uri> Start(WebApplication app, IPEndPoint endpoint, string setting, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception error) when (error is IOException or SocketException or AddressInUseException)
        {
            throw WebErrors.CannotListen(endpoint, setting, (error as IOException)?.InnerException ?? error);
        }

        return new(app.Urls.First() + "/");
    }
}
