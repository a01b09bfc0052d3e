namespace Sensorium.Devices.Generation;

/// <summary>Where a phone's owner strolls.</summary>
internal struct WalkerState
{
    /// <summary>True time up to which the owner has walked, in microseconds since 1970.</summary>
    public long Walked;

    /// <summary>Standing until then, in microseconds since 1970.</summary>
    public long StandsUntil;

    public int Edge;

    /// <summary>In metres from the edge's start.</summary>
    public float Along;
}
