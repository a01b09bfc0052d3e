using Sensorium.Access;

namespace Sensorium.Web.Tests.Login;

/// <summary>How people and programs come in, and go.</summary>
public sealed class LoginEndpointTests(LoginCity doors) : IClassFixture<LoginCity>
{
    private static readonly (string, string) _html = ("Accept", "text/html,application/xhtml+xml");

    [Fact]
    public async Task A_person_is_led_to_the_login_and_back()
    {
        var led = await doors.Get("/?view=a%20b", null, _html);
        (led.Status, led.Headers["Location"]).ShouldBe((303, "/login?next=%2F%3Fview%3Da%2520b"));
        var page = await doors.Get(led.Headers["Location"], null, _html);
        page.Status.ShouldBe(200);
        page.Text.ShouldContain("name=\"next\" value=\"/?view=a%20b\"");

        var done = await doors.PostForm(
            "/login", new() { ["name"] = " Viewer ", ["password"] = LoginCity.Password, ["next"] = "/?view=a%20b" });
        (done.Status, done.Headers["Location"]).ShouldBe((303, "/?view=a%20b"));
        var cookie = done.Headers["Set-Cookie"];
        cookie.ShouldStartWith("__Host-sensorium=");
        foreach (var attribute in new[] { "path=/", "secure", "httponly", "samesite=strict" })
        {
            cookie.ShouldContain($"; {attribute}", Case.Insensitive);
        }

        cookie.ShouldNotContain("domain", Case.Insensitive);
        var text = (await doors.Get("/", new(cookie.Split(';')[0], ""), _html)).Text;
        text.ShouldContain("<h1>Test</h1>");
        text.ShouldContain("action=\"/logout\"");
    }

    [Fact]
    public async Task A_link_from_elsewhere_which_comes_without_the_cookie_asks_once_more_from_here()
    {
        var answer = await doors.Get("/?view=x", null, _html, ("Sec-Fetch-Site", "cross-site"));
        answer.Status.ShouldBe(200);
        answer.Text.ShouldContain("content=\"0;url=/login?next=%2F%3Fview%3Dx\"");
        var visitor = await doors.LogIn("viewer");
        var login = await doors.Get("/login?next=%2F%3Fview%3Dx", visitor, _html);
        (login.Status, login.Headers["Location"]).ShouldBe((303, "/?view=x"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("/login?next=/login")]
    [InlineData("/./login")]
    [InlineData("/.//evil.example")]
    [InlineData("/..//evil.example/x")]
    [InlineData("/a/..//evil.example")]
    [InlineData("/%2e//evil.example")]
    [InlineData("/a/%2E%2e//evil.example")]
    [InlineData("/.\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/;@evil.example\\..//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("///evil.example")]
    public async Task The_login_leads_nowhere_else(string next)
    {
        (await doors.Get($"/login?next={Uri.EscapeDataString(next)}")).Text.ShouldContain("name=\"next\" value=\"/\"");
        var done = await doors.PostForm("/login", new() { ["name"] = "viewer", ["password"] = LoginCity.Password, ["next"] = next });
        done.Headers["Location"].ShouldBe("/");
    }

    [Fact]
    public async Task A_wrong_name_and_a_wrong_password_get_the_same_page()
    {
        var wrongPassword = await doors.PostForm("/login", new() { ["name"] = "engineer", ["password"] = "x" });
        var wrongName = await doors.PostForm("/login", new() { ["name"] = "engineed", ["password"] = "x" });
        (wrongPassword.Status, wrongName.Status).ShouldBe((401, 401));
        wrongName.Text.Replace("engineed", "engineer", StringComparison.Ordinal).ShouldBe(wrongPassword.Text);
        wrongName.Headers.Keys.ShouldNotContain("Set-Cookie");
        wrongName.Text.ShouldNotContain("value=\"x\"");
    }

    [Fact]
    public async Task What_is_typed_into_the_login_is_escaped()
    {
        var page = await doors.PostForm("/login", new() { ["name"] = "\"><script>alert(1)</script>", ["password"] = "x" });
        page.Text.ShouldNotContain("<script>alert");
        page.Text.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public async Task A_form_of_another_site_or_of_none_logs_nobody_in()
    {
        var fields = new Dictionary<string, string> { ["name"] = "viewer", ["password"] = LoginCity.Password };
        (await doors.PostForm("/login", fields, null, "https://evil.example")).Code.ShouldBe("SN6008");
        (await doors.PostForm("/login", fields, null, "null")).Code.ShouldBe("SN6008");
        (await doors.Post("/login", "name=viewer&password=x", null, ("Content-Type", "application/x-www-form-urlencoded"))).Code.ShouldBe(
            "SN6026");
        (await doors.Post("/login", "{\"name\": \"viewer\", \"password\": 1}", null, ("Content-Type", "application/json"))).Code.ShouldBe(
            "SN6026");
        // What a page elsewhere can send without being asked by the browser is no JSON to us.
        (await doors.Post(
            "/login", $"{{\"name\": \"viewer\", \"password\": \"{LoginCity.Password}\"}}", null, ("Content-Type", "text/plain"))).Code
                .ShouldBe("SN6026");
    }

    [Fact]
    public async Task A_session_that_somebody_else_chose_is_worth_nothing()
    {
        var chosen = "__Host-sensorium=" + RandomSecret.Next();
        var done = await doors.PostForm("/login", new() { ["name"] = "viewer", ["password"] = LoginCity.Password }, new(chosen, ""));
        done.Headers["Set-Cookie"].ShouldNotStartWith(chosen);
        (await doors.Get("/ledger", new(chosen, ""))).Code.ShouldBe("SN6020");
    }

    [Fact]
    public async Task Another_login_in_the_same_browser_ends_the_session_before()
    {
        var before = await doors.LogIn("viewer");
        await doors.PostForm("/login", new() { ["name"] = "operator", ["password"] = LoginCity.Password }, before);
        (await doors.Get("/ledger", before)).Code.ShouldBe("SN6020");
    }

    [Fact]
    public async Task After_the_logout_the_cookie_opens_nothing()
    {
        var visitor = await doors.LogIn("viewer");
        (await doors.Post("/logout", "", new(visitor.Cookie, "wrong"))).Code.ShouldBe("SN6015");
        (await doors.Get("/ledger", visitor)).Status.ShouldBe(200);
        var done = await doors.PostForm("/logout", new() { ["token"] = visitor.Token }, new(visitor.Cookie, ""));
        (done.Status, done.Headers["Location"]).ShouldBe((303, "/login"));
        done.Headers["Set-Cookie"].ShouldContain("expires=Thu, 01 Jan 1970");
        (await doors.Get("/ledger", visitor)).Code.ShouldBe("SN6020");
    }

    [Fact]
    public async Task The_token_of_one_session_changes_nothing_in_another()
    {
        var (ann, bob) = (await doors.LogIn("operator"), await doors.LogIn("engineer"));
        (await doors.Post("/streams/temps", "{}", new(ann.Cookie, bob.Token))).Code.ShouldBe("SN6015");
        (await doors.Post("/streams/temps", "{}", ann)).Status.ShouldBe(200);
        (await doors.Get("/", ann, _html)).Text.ShouldContain($"name=\"sensorium-token\" content=\"{ann.Token}\"");
    }

    [Fact]
    public async Task Who_loses_his_password_or_his_name_is_out_at_once_also_of_the_stream_of_events()
    {
        doors.Access.Users.Add(Caller.Local, "eve", Role.Viewer, LoginCity.Password);
        var eve = await doors.LogIn("eve");
        await using var events = await doors.Follow(eve);
        doors.Access.Users.Remove(Caller.Local, "eve");
        (await doors.Get("/ledger", eve)).Code.ShouldBe("SN6020");
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[4096];
        while (await events.ReadAsync(buffer, late.Token) > 0)
        {
            // What was under way; then it ends.
        }
    }

    [Fact]
    public async Task A_role_holds_from_the_next_request()
    {
        doors.Access.Users.Add(Caller.Local, "max", Role.Operator, LoginCity.Password);
        var max = await doors.LogIn("max");
        (await doors.Post("/streams/temps", "{}", max)).Status.ShouldBe(200);
        doors.Access.Users.SetRole(Caller.Local, "max", Role.Viewer);
        (await doors.Post("/streams/temps", "{}", max)).Code.ShouldBe("SN6014");
    }
}
