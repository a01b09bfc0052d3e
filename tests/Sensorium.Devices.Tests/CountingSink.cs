using Sensorium.Core;

namespace Sensorium.Devices.Tests;

internal sealed class CountingSink : IFleetSink
{
    public long Count { get; private set; }

    public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Count++;
}
