namespace Sensorium.Access.Tests.Login;

public sealed class SessionListTests : IDisposable
{
    private readonly TestAccess _access = new();

    [Fact]
    public void A_session_outlives_a_restart_and_its_secret_stands_nowhere()
    {
        var (secret, _) = _access.City.Sessions.Begin("ann");
        _access.Reopen().Sessions.Find(secret)!.User.ShouldBe("ann");
        _access.File("sessions.json").ShouldNotContain(secret);
    }

    [Fact]
    public void A_session_ends_by_itself()
    {
        var (secret, session) = _access.City.Sessions.Begin("ann");
        var ending = _access.City.Sessions.Ending(session);
        _access.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        _access.City.Sessions.Find(secret).ShouldNotBeNull();
        _access.Time.Advance(TimeSpan.FromSeconds(1));
        _access.City.Sessions.Find(secret).ShouldBeNull();
        ending.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void A_secret_that_was_not_given_opens_nothing()
    {
        _access.City.Sessions.Begin("ann");
        _access.City.Sessions.Find(RandomSecret.Next()).ShouldBeNull();
        _access.City.Sessions.Find("").ShouldBeNull();
    }

    [Fact]
    public void A_new_password_ends_the_user_s_sessions_and_no_other()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        var (secret, session) = _access.City.Sessions.Begin("ann");
        var (other, _) = _access.City.Sessions.Begin("bob");
        var ending = _access.City.Sessions.Ending(session);

        _access.City.Users.SetPassword(TestAccess.Admin, "ann", TestAccess.Password + "!");

        _access.City.Sessions.Find(secret).ShouldBeNull();
        ending.IsCancellationRequested.ShouldBeTrue();
        _access.Reopen().Sessions.Find(other).ShouldNotBeNull();
    }

    [Fact]
    public void A_user_has_so_many_sessions_and_the_oldest_makes_room()
    {
        var (first, _) = _access.City.Sessions.Begin("ann");
        for (var i = 0; i < 32; i++)
        {
            _access.Time.Advance(TimeSpan.FromSeconds(1));
            _access.City.Sessions.Begin("ann");
        }

        _access.City.Sessions.Count.ShouldBe(32);
        _access.City.Sessions.Find(first).ShouldBeNull();
    }

    public void Dispose() => _access.Dispose();
}
