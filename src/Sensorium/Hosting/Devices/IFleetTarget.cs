using Sensorium.Devices;

namespace Sensorium.Hosting.Devices;

/// <summary>Where a fleet's messages go: taken one by one, sent on in batches.</summary>
internal interface IFleetTarget : IFleetSink
{
    /// <summary>Returns when all that was taken is where it belongs; as slow as whoever receives it.</summary>
    ValueTask Flush(CancellationToken cancellation);
}
