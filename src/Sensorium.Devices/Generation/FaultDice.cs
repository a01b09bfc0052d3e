namespace Sensorium.Devices.Generation;

/// <summary>Which fault a message suffers, of one draw.</summary>
internal sealed class FaultDice(FaultRates rates)
{
    private readonly ulong _missing = Threshold(rates.Missing);
    private readonly ulong _malformed = Threshold(rates.Missing + rates.Malformed);
    private readonly ulong _duplicate = Threshold(rates.Missing + rates.Malformed + rates.Duplicate);
    private readonly ulong _late = Threshold(rates.Missing + rates.Malformed + rates.Duplicate + rates.Late);
    private readonly int _lateMilliseconds = (int)rates.Lateness.TotalMilliseconds;

    public Fault Throw(ref DeviceRandom random)
    {
        var draw = random.Next() >> 1;
        return draw >= _late ? Fault.None
            : draw < _missing ? Fault.Missing
            : draw < _malformed ? Fault.Malformed
            : draw < _duplicate ? Fault.Duplicate
            : Fault.Late;
    }

    /// <returns>In microseconds, between a second and the longest delay, or that delay where it is shorter.</returns>
    public long Delay(ref DeviceRandom random) =>
        (Math.Min(1000, _lateMilliseconds) + random.NextInt(Math.Max(1, _lateMilliseconds - 1000))) * 1000L;

    private static ulong Threshold(double share) => share >= 1 ? 1UL << 63 : (ulong)(share * (1UL << 63));
}
