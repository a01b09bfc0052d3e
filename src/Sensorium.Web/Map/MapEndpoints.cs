using Microsoft.AspNetCore.Builder;
using Sensorium.Access;
using Sensorium.Core.Scheduling;
using Sensorium.Streams;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Live;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Map;

/// <summary>The map of the pages: its layers, their past, and the streets below them.</summary>
public sealed class MapEndpoints : EndpointGroup, IDisposable
{
    private readonly LayerEndpoint _layers;
    private readonly StreetEndpoint _streets;

    /// <param name="logOf">Physical name of a stream that a layer reads → its log; null where the stream was refused.</param>
    /// <param name="streets">The street net as JSON, asked for once; null where the city has none.</param>
    /// <param name="feed">Is woken when there is a frame.</param>
    public MapEndpoints(CityPages pages, Func<string, StreamLog?> logOf, Func<byte[]>? streets, LiveFeed feed, IScheduler scheduler)
    {
        Layers = new(pages, logOf, feed, scheduler);
        HasStreets = streets is not null;
        _layers = new(pages, Layers);
        _streets = new(streets);
    }

    internal CityMap Layers { get; }

    internal bool HasStreets { get; }

    internal override Exception? Fault => Layers.Fault;

    internal override IReadOnlyList<(string Name, Func<CancellationToken, Task> Run)> Activities => [("map", Layers.Run)];

    internal override void Map(EndpointContext server)
    {
        var routes = server.Routes;
        routes.MapGet("/layers/{page}/{layer}", _layers.History).For(Role.Viewer);
        routes.MapGet("/layers/{page}/{layer}/view", _layers.View).For(Role.Viewer);
        routes.MapGet("/map/streets", _streets.Get).For(Role.Viewer);
    }

    public void Dispose() => _layers.Dispose();
}
