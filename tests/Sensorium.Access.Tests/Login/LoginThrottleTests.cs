using Microsoft.Extensions.Time.Testing;
using Sensorium.Access.Login;

namespace Sensorium.Access.Tests.Login;

public sealed class LoginThrottleTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new(_time);

    [Fact]
    public void The_wait_doubles_from_failure_to_failure()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin("ann", "10.0.0.1").ShouldBeNull();
        }

        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32 })
        {
            _throttle.Begin("ann", "10.0.0.1").ShouldBe(TimeSpan.FromSeconds(seconds));
            _time.Advance(TimeSpan.FromSeconds(seconds));
            _throttle.Begin("ann", "10.0.0.1").ShouldBeNull();
        }
    }

    [Fact]
    public void Another_address_does_not_help_against_the_same_name()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin("ann", $"10.0.0.{i}").ShouldBeNull();
        }

        _throttle.Begin("ann", "10.0.0.99").ShouldNotBeNull();
        _throttle.Begin("bob", "10.0.0.99").ShouldBeNull();
    }

    [Fact]
    public void Another_name_does_not_help_from_the_same_address()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin($"user{i}", "10.0.0.1").ShouldBeNull();
        }

        _throttle.Begin("ann", "10.0.0.1").ShouldNotBeNull();
    }

    [Fact]
    public void A_right_password_between_wrong_ones_does_not_clear_the_address()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin($"victim{i}", "10.0.0.1").ShouldBeNull();
            if (i < 4)
            {
                _throttle.Begin("mallory", "10.0.0.1").ShouldBeNull();
                _throttle.Succeed("mallory", "10.0.0.1");
            }
        }

        _throttle.Begin("mallory", "10.0.0.1").ShouldNotBeNull();
    }

    [Fact]
    public void Nobody_is_kept_out_for_more_than_a_minute_by_somebody_elsewhere()
    {
        for (var i = 0; i < 40; i++)
        {
            while (_throttle.Begin("ann", $"10.0.{i}.1") is { } wait)
            {
                wait.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
                _time.Advance(wait);
            }
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_flood_of_names_takes_no_more_room_and_washes_out_nobody_who_is_guessed_at()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin("ann", "10.0.0.1");
        }

        for (var i = 0; i < 20_000; i++)
        {
            _throttle.Begin($"name{i}", $"10.{i / 65536}.{i / 256 % 256}.{i % 256}");
        }

        _throttle.Count.ShouldBeLessThanOrEqualTo(4096);
        _throttle.Begin("ann", "10.200.0.1").ShouldNotBeNull();
    }

    [Fact]
    public void After_an_hour_of_quiet_all_is_forgotten()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin("ann", "10.0.0.1");
        }

        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin("ann", "10.0.0.1").ShouldBeNull();
        }
    }
}
