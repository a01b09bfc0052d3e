using System.Diagnostics;

namespace Sensorium.Access.Tests.Login;

public sealed class LoginsTests : IDisposable
{
    private readonly TestAccess _access = new();

    [Fact]
    public async Task A_right_password_begins_a_session_under_a_secret_of_its_own()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        var first = await Try("ann", TestAccess.Password);
        var second = await Try("ann", TestAccess.Password);
        first.Secret.ShouldNotBe(second.Secret);
        _access.City.Sessions.Find(first.Secret!)!.User.ShouldBe("ann");
    }

    [Fact]
    public async Task A_wrong_name_and_a_wrong_password_look_alike_and_take_alike_long()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        var (ofPassword, ofName) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            ofPassword = Least(ofPassword, await Time("ann", i));
            ofName = Least(ofName, await Time("bob", i));
        }

        // Without the hash of nobody it is a thousand times faster.
        ofName.ShouldBeGreaterThan(ofPassword / 10);

        // A machine that is busy makes single tries long, not short.
        static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;

        async Task<TimeSpan> Time(string name, int number)
        {
            var clock = Stopwatch.StartNew();
            (await Try(name, "x", $"10.0.1.{number}")).ShouldBe(default);
            return clock.Elapsed;
        }
    }

    [Fact]
    public async Task The_right_password_does_not_help_while_one_has_to_wait()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        for (var i = 0; i < 5; i++)
        {
            (await Try("ann", "wrong")).Wait.ShouldBeNull();
        }

        var refused = await Try("ann", TestAccess.Password);
        (refused.Secret, refused.Wait).ShouldBe((null, TimeSpan.FromSeconds(1)));
        _access.Time.Advance(TimeSpan.FromSeconds(1));
        (await Try("ann", TestAccess.Password)).Secret.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_hundred_at_once_are_no_more_than_five()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Try("ann", "wrong"))));
        outcomes.Count(outcome => outcome.Wait is null).ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Failures_are_audited_and_a_flood_of_them_is_counted_instead()
    {
        for (var i = 0; i < 30; i++)
        {
            await Try($"name{i}", "wrong", $"10.0.0.{i}");
        }

        _access.AuditLines.Count.ShouldBe(20);
        _access.Time.Advance(TimeSpan.FromMinutes(1));
        await Try("name", new string('x', 500), "10.0.1.1");
        var last = _access.AuditLines[^1];
        ((string?)last["who"], (string?)last["did"], (string?)last["to"], (int)last["details"]!["unlisted"]!).ShouldBe(
            ("nobody", "fail to log in", "name", 10));
        last.ToJsonString().ShouldNotContain("xxx");
    }

    public void Dispose() => _access.Dispose();

    private Task<Sensorium.Access.Login.LoginOutcome> Try(string name, string password, string address = "10.0.0.1") =>
        _access.City.Logins.Try(name, password, address, default);
}
