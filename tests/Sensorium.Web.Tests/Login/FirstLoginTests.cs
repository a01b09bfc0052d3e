namespace Sensorium.Web.Tests.Login;

/// <summary>How the first administrator comes in.</summary>
public sealed class FirstLoginTests : IAsyncLifetime, IDisposable
{
    private readonly LoginCity _doors = new() { HasUsers = false };

    [Fact]
    public async Task The_link_sets_the_password_once_and_logs_in()
    {
        // Looking, as a chat program does that shows what is behind a link, does not use it up.
        (await _doors.Get($"/login/first?key={_doors.Link}")).Status.ShouldBe(200);
        (await Use(_doors.Link!, "too short")).Status.ShouldBe(400);
        (await Use(_doors.Link!, LoginCity.Password, LoginCity.Password + "!")).Text.ShouldContain("the two passwords differ");
        var done = await Use(_doors.Link!, LoginCity.Password);
        (done.Status, done.Headers["Location"]).ShouldBe((303, "/"));
        (await _doors.Get("/ledger", new(done.Headers["Set-Cookie"].Split(';')[0], ""))).Status.ShouldBe(200);

        (await _doors.Get($"/login/first?key={_doors.Link}")).Status.ShouldBe(410);
        var again = await Use(_doors.Link!, "another long password");
        again.Status.ShouldBe(410);
        again.Headers.Keys.ShouldNotContain("Set-Cookie");
        await _doors.LogIn("admin");
    }

    [Fact]
    public async Task A_guessed_link_makes_nobody()
    {
        (await Use("guess", LoginCity.Password)).Status.ShouldBe(410);
        (await Use("", LoginCity.Password)).Status.ShouldBe(410);
        _doors.Access.Users.All.ShouldBeEmpty();
        _doors.Access.Link.Works(_doors.Link!).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_site_cannot_use_it()
    {
        var fields = new Dictionary<string, string>
        {
            ["key"] = _doors.Link!,
            ["password"] = LoginCity.Password,
            ["again"] = LoginCity.Password,
        };
        (await _doors.PostForm("/login/first", fields, null, "https://evil.example")).Code.ShouldBe("SN6008");
        _doors.Access.Users.All.ShouldBeEmpty();
    }

    public Task InitializeAsync() => _doors.InitializeAsync();

    public Task DisposeAsync() => _doors.DisposeAsync();

    public void Dispose() => _doors.Dispose();

    private Task<LoginCity.Answer> Use(string key, string password, string? again = null) =>
        _doors.PostForm("/login/first", new() { ["key"] = key, ["password"] = password, ["again"] = again ?? password });
}
