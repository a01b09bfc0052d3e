using System.Net;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Web.Ingest;

namespace Sensorium.Web.Tests.Ingest;

public sealed class BodyBudgetTests
{
    private static readonly IPAddress _tram = IPAddress.Parse("192.0.2.7");
    private static readonly IPAddress _bus = IPAddress.Parse("2001:db8::5");

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _stopped = [];
    private readonly BodyBudget _budget;

    public BodyBudgetTests() => _budget = new(16 << 20, _time);

    [Fact]
    public void One_address_never_has_all_and_the_others_have_the_rest()
    {
        using var first = Open("first", _tram);
        using var second = Open("second", _tram);
        using var other = Open("other", _bus);
        first.TryTake(8 << 20).ShouldBeTrue();
        second.TryTake(4 << 20).ShouldBeTrue();
        second.TryTake(1).ShouldBeFalse();
        other.TryTake(4 << 20).ShouldBeTrue();
        other.TryTake(1).ShouldBeFalse();

        first.GiveBack(8 << 20);
        second.TryTake(8 << 20).ShouldBeTrue();
        _stopped.ShouldBeEmpty();
    }

    [Fact]
    public void Bodies_that_hardly_arrive_make_room_the_slowest_first_and_no_more_than_needed()
    {
        using var stalled = Open("stalled", _tram);
        using var trickling = Open("trickling", _tram);
        using var fast = Open("fast", _bus);
        stalled.TryTake(4 << 20).ShouldBeTrue();
        trickling.TryTake(4 << 20).ShouldBeTrue();
        fast.TryTake(8 << 20).ShouldBeTrue();
        for (var second = 0; second < 3; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.1));
            trickling.Arrived(600);
            fast.Arrived(1 << 20);
        }

        using var late = Open("late", _bus);
        late.TryTake(3 << 20).ShouldBeTrue();

        _stopped.ShouldBe(["stalled"]);
        stalled.TryTake(1).ShouldBeFalse();
        _budget.Taken.ShouldBe(15 << 20);
        late.TryTake(1 << 20).ShouldBeTrue();
        _stopped.ShouldBe(["stalled"]);
    }

    [Fact]
    public void A_slow_body_stays_while_there_is_memory_and_a_new_one_has_time_to_begin()
    {
        using var slow = Open("slow", _tram);
        slow.TryTake(12 << 20).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(1.5));

        using var next = Open("next", _tram);
        next.TryTake(1).ShouldBeFalse();
        _stopped.ShouldBeEmpty();

        _time.Advance(TimeSpan.FromHours(1));
        _stopped.ShouldBeEmpty();
        next.TryTake(1).ShouldBeTrue();
        _stopped.ShouldBe(["slow"]);
    }

    [Fact]
    public void What_a_stopped_body_gives_back_is_not_counted_twice()
    {
        var slow = Open("slow", _tram);
        slow.TryTake(12 << 20).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(5));
        using var next = Open("next", _tram);
        next.TryTake(5 << 20).ShouldBeTrue();
        slow.GiveBack(12 << 20);
        slow.Dispose();

        _budget.Taken.ShouldBe(5 << 20);
    }

    private BodyShare Open(string name, IPAddress address) => _budget.Open(address, () => _stopped.Add(name));
}
