using Sensorium.Core;

namespace Sensorium.Access.Tests.Login;

public sealed class AdminLinkTests : IDisposable
{
    private readonly TestAccess _access = new();

    [Fact]
    public void It_makes_the_administrator_once()
    {
        var secret = _access.City.Link.Offer()!;
        _access.City.Link.Use(secret, TestAccess.Password).Role.ShouldBe(Role.Admin);

        Refused(secret);
        _access.Reopen();
        Refused(secret);
        _access.City.Users.Find("admin")!.Password.Matches(TestAccess.Password).ShouldBeTrue();
        _access.City.Link.Offer().ShouldBeNull();
        ((string?)_access.AuditLines[0]["who"]).ShouldBe("admin link");
    }

    [Fact]
    public void It_is_shown_once_and_kept_as_a_hash()
    {
        var secret = _access.City.Link.Offer()!;
        _access.City.Link.Offer().ShouldBeNull();
        _access.Reopen().Link.Offer().ShouldBeNull();
        _access.File("link.json").ShouldNotContain(secret);
        _access.City.Link.Works(secret).ShouldBeTrue();
    }

    [Fact]
    public void It_ends_after_a_day_and_the_next_start_shows_another()
    {
        var secret = _access.City.Link.Offer()!;
        _access.Time.Advance(TimeSpan.FromHours(24));
        Refused(secret);
        var next = _access.City.Link.Offer()!;
        Refused(secret);
        _access.City.Link.Works(next).ShouldBeTrue();
    }

    [Fact]
    public void It_works_no_more_once_there_is_an_administrator()
    {
        var secret = _access.City.Link.Offer()!;
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Admin, TestAccess.Password);
        Refused(secret);
    }

    [Fact]
    public void A_password_that_is_too_short_does_not_use_it_up()
    {
        var secret = _access.City.Link.Offer()!;
        Should.Throw<SensoriumException>(() => _access.City.Link.Use(secret, "short")).Code.ShouldBe("SN8004");
        _access.City.Link.Works(secret).ShouldBeTrue();
    }

    [Fact]
    public void Two_who_use_it_at_once_are_not_both_let_in()
    {
        var secret = _access.City.Link.Offer()!;
        var done = 0;
        Parallel.For(0, 8, i =>
        {
            try
            {
                _access.City.Link.Use(secret, TestAccess.Password + i);
                Interlocked.Increment(ref done);
            }
            catch (SensoriumException error) when (error.Code == "SN8012")
            {
                // Too late.
            }
        });
        done.ShouldBe(1);
    }

    public void Dispose() => _access.Dispose();

    private void Refused(string secret) =>
        Should.Throw<SensoriumException>(() => _access.City.Link.Use(secret, TestAccess.Password)).Code.ShouldBe("SN8012");
}
