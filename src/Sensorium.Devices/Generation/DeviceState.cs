namespace Sensorium.Devices.Generation;

/// <summary>What every device has. Forty bytes, so that a million fit in the memory of a small machine.</summary>
internal struct DeviceState
{
    public DeviceRandom Random;

    /// <summary>True time of the next message, in microseconds since 1970.</summary>
    public long Due;

    /// <summary>What the device's clock shows beyond the true time, in microseconds.</summary>
    public long Skew;

    /// <summary>Fixed at birth; the device's character is read from its bits.</summary>
    public uint Trait;

    /// <summary>Index of the run it belongs to.</summary>
    public int Run;

    /// <summary>Index among the vehicles, or among the phones.</summary>
    public int Body;

    public bool IsJava;
}
