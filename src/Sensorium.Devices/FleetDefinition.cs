namespace Sensorium.Devices;

/// <summary>A city's devices, as <c>devices.json</c> gives them; read by <see cref="FleetFile"/>.</summary>
/// <param name="Interval">Between two messages of a device that names no interval of its own.</param>
/// <param name="Seed">All randomness follows from it and the devices' ids.</param>
/// <param name="JavaShare">Share of devices, 0 to 1, that write as the Java producers do.</param>
/// <param name="ClockSkew">Standard deviation of the devices' clocks from the true time.</param>
public sealed record FleetDefinition(
    TimeSpan Interval,
    ulong Seed,
    double JavaShare,
    TimeSpan ClockSkew,
    FaultRates Faults,
    IReadOnlyList<DeviceDefinition> Devices,
    IReadOnlyList<DeviceGroup> Groups)
{
    /// <summary>The most devices a fleet may have.</summary>
    public const int MaxDevices = 1_000_000;

    /// <summary>The shortest and the longest interval of a device.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(1);

    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);

    /// <summary>Whether there are devices that move along streets.</summary>
    public bool HasTraffic =>
        Devices.Any(device => device.Type is DeviceType.Vehicle or DeviceType.Phone)
        || Groups.Any(group => group.Type is DeviceType.Vehicle or DeviceType.Phone);

    public int DeviceCount => Devices.Count + Groups.Sum(group => group.Count);

    /// <summary>Messages a second that the devices send, without failures and faults.</summary>
    public double EventsPerSecond =>
        Devices.Sum(device => 1 / (device.Interval ?? Interval).TotalSeconds)
        + Groups.Sum(group => group.Count / (group.Interval ?? Interval).TotalSeconds);

    /// <summary>The same city with <paramref name="count"/> devices: the groups grow or shrink in proportion, named devices stay.</summary>
    /// <exception cref="Core.SensoriumException">SN7005: out of range, or there are no groups to scale.</exception>
    public FleetDefinition WithDevices(int count)
    {
        if (count == DeviceCount)
        {
            return this;
        }

        var most = Groups.Count == 0 ? Devices.Count : MaxDevices;
        if (count < 1 || count > most)
        {
            throw FleetFile.OutOfRange("the number of devices", count.ToString(), Groups.Count == 0
                ? $"1 to {most}, because this fleet has named devices only: a group can grow"
                : $"1 to {MaxDevices:N0}");
        }

        var named = Devices.Take(count).ToList();
        var wanted = count - named.Count;
        var total = Groups.Sum(group => (long)group.Count);
        var groups = new List<DeviceGroup>();
        long before = 0;
        foreach (var group in Groups)
        {
            // Cumulative rounding gives exactly the wanted sum.
            var start = total == 0 ? 0 : before * wanted / total;
            before += group.Count;
            groups.Add(group with { Count = (int)((total == 0 ? 0 : before * wanted / total) - start) });
        }

        return this with { Devices = named, Groups = groups };
    }

    /// <summary>
    /// Fleets that share no stream and together are this one, so that a stream that is full holds up its own devices alone. Devices that
    /// send to two streams keep them together. The first has the wrong clocks.
    /// </summary>
    public IReadOnlyList<FleetDefinition> ByStream()
    {
        var parts = new List<HashSet<string>>();
        foreach (var streams in Devices.Select(device => new HashSet<string>([device.Stream]))
            .Concat(Groups.Select(group => new HashSet<string>(new[] { group.Stream, group.Failures }.OfType<string>()))))
        {
            streams.UnionWith(parts.Where(part => part.Overlaps(streams)).SelectMany(part => part).ToList());
            parts.RemoveAll(part => part.Overlaps(streams));
            parts.Add(streams);
        }

        return
        [
            .. parts
                .Select(part => this with
                {
                    Devices = [.. Devices.Where(device => part.Contains(device.Stream))],
                    Groups = [.. Groups.Where(group => part.Contains(group.Stream))],
                })
                .Where(part => part.DeviceCount > 0)
                .Select((part, i) => i == 0 ? part : part with { Faults = part.Faults with { WrongClocks = 0 } }),
        ];
    }

    /// <summary>The same devices with every interval divided by <paramref name="factor"/>, within the limits of intervals.</summary>
    public FleetDefinition Faster(double factor)
    {
        TimeSpan Scale(TimeSpan interval) => TimeSpan.FromMicroseconds(Math.Clamp(
            Math.Round(interval.TotalMicroseconds / factor), MinInterval.TotalMicroseconds, MaxInterval.TotalMicroseconds));

        return this with
        {
            Interval = Scale(Interval),
            Devices = [.. Devices.Select(device => device.Interval is { } own ? device with { Interval = Scale(own) } : device)],
            Groups = [.. Groups.Select(group => group.Interval is { } own ? group with { Interval = Scale(own) } : group)],
        };
    }

    /// <summary>
    /// The same city at about <paramref name="eventsPerSecond"/>: more devices while there is room for them, then shorter intervals;
    /// a rate below the city's own makes intervals longer. With <paramref name="keepDevices"/> only intervals change.
    /// </summary>
    public FleetDefinition WithRate(double eventsPerSecond, bool keepDevices = false)
    {
        if (!(eventsPerSecond is > 0 and <= 100_000_000))
        {
            throw FleetFile.OutOfRange("the rate", eventsPerSecond.ToString(), "above 0 and up to 100,000,000 events a second");
        }

        var grown = this;
        var factor = eventsPerSecond / EventsPerSecond;
        if (factor > 1 && !keepDevices && Groups.Any(group => group.Count > 0))
        {
            grown = WithDevices((int)Math.Clamp(Math.Ceiling(DeviceCount * factor), DeviceCount, MaxDevices));
        }

        return grown.Faster(eventsPerSecond / grown.EventsPerSecond);
    }
}
