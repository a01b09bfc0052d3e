using Sensorium.Devices.Generation;

namespace Sensorium.Devices.Tests.Generation;

public sealed class TimerWheelTests
{
    [Fact]
    public void Items_come_when_they_are_due_as_in_a_sorted_list()
    {
        var random = new Random(11);
        var wheel = new TimerWheel(500);
        var due = new long[500];
        for (var item = 0; item < due.Length; item++)
        {
            wheel.Schedule(item, due[item] = random.Next(300_000));
        }

        var until = 0L;
        for (var step = 0; step < 2000; step++)
        {
            until += random.Next(700);
            int item;
            var last = 0L;
            while ((item = wheel.Take(until)) >= 0)
            {
                due[item].ShouldBe(wheel.Now);
                due[item].ShouldBeInRange(last, until);
                last = due[item];
                var next = wheel.Now + (random.Next(4) == 0 ? 65_536 * random.Next(1, 3) : random.Next(1, 70_000));
                wheel.Schedule(item, due[item] = next);
            }

            wheel.Now.ShouldBe(until);
            due.ShouldAllBe(time => time > until);
        }
    }

    [Fact]
    public void An_empty_wheel_goes_on_at_once()
    {
        var wheel = new TimerWheel(1);

        wheel.Take(100_000_000).ShouldBe(-1);
        wheel.Now.ShouldBe(100_000_000);
        wheel.Schedule(0, 5);
        wheel.Take(100_000_001).ShouldBe(0);
    }
}
