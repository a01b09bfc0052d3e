using Sensorium.Core;

namespace Sensorium.Devices;

/// <summary>Takes what a fleet sends: the city's log, a Kafka topic, an HTTP endpoint or the standard output.</summary>
public interface IFleetSink
{
    /// <summary>Called for every message, in the order of sending.</summary>
    /// <param name="stream">Index into <see cref="Fleet.Streams"/>.</param>
    /// <param name="sent">True time at which it is sent, in whole milliseconds, never decreasing. Its own timestamp differs by skew and
    /// lateness.</param>
    /// <param name="key">The sending device's id.</param>
    /// <param name="value">One message, without a line end. Valid during the call only, as is the key.</param>
    void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}
