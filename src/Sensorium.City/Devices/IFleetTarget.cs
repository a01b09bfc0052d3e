using Sensorium.Devices;

namespace Sensorium.City.Devices;

/// <summary>Where messages go: taken one by one, sent on in batches. An empty key is none.</summary>
internal interface IFleetTarget : IFleetSink, IAsyncDisposable
{
    /// <summary>Returns when all that was taken is where it belongs; as slow as whoever receives it.</summary>
    ValueTask Flush(CancellationToken cancellation);
}
