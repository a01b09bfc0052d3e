namespace Sensorium.Devices.Tests;

public sealed class FleetMemoryTests
{
    [Fact]
    public void A_hundred_thousand_devices_take_little_memory_and_allocate_nothing_per_message()
    {
        var city = Cities.Gothenburg().WithDevices(100_000) with { Faults = FaultRates.None };
        var streets = Cities.Streets;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fleet = new Fleet(city, Cities.Start, Cities.Tomorrow, streets);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(15_000_000);

        // Routes to the places people drive to are found as they are first wanted.
        var sink = new CountingSink();
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(2)), sink);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(5)), sink).ShouldBeGreaterThan(200_000);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(1_000);
    }

    [Fact]
    public void Late_messages_never_take_more_than_their_bound()
    {
        var fleet = Cities.Fleet(Cities.OfType("humidity", 50_000, """ "faults": { "late": 1, "lateness": 60 }, """));
        var sink = new CountingSink();
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(6)), sink);

        fleet.Counts.Held.ShouldBeInRange(127 * 1024, 128 * 1024);
        fleet.Counts.Sent.ShouldBe(fleet.Counts.Due - fleet.Counts.Held);
        fleet.Counts.Late.ShouldBeLessThan(fleet.Counts.Due);
    }
}
