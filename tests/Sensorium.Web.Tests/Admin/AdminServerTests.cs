using System.Text.Json.Nodes;
using Sensorium.Access;

namespace Sensorium.Web.Tests.Admin;

/// <summary>The second listener.</summary>
public sealed class AdminServerTests(LoginCity doors) : IClassFixture<LoginCity>
{
    [Fact]
    public async Task Users_are_added_changed_and_removed_in_the_administrator_s_name()
    {
        var admin = await doors.LogIn("admin");
        (await Send("POST", "/users", admin, $$"""{"name": "ann", "role": "viewer", "password": "{{LoginCity.Password}}"}""")).Status
            .ShouldBe(204);
        (await Send("PUT", "/users/ann", admin, """{"role": "engineer"}""")).Status.ShouldBe(204);
        (await Send("PUT", "/users/ann", admin, """{"password": "another long password"}""")).Status.ShouldBe(204);
        await doors.LogIn("ann", "another long password");
        var list = (await Send("GET", "/users", admin)).Json.AsArray();
        list.Single(user => (string)user!["name"]! == "ann")!["role"]!.GetValue<string>().ShouldBe("engineer");
        list.ToJsonString().ShouldNotContain("pbkdf2");
        (await Send("DELETE", "/users/ann", admin)).Status.ShouldBe(204);

        var audit = (await Send("GET", "/audit", admin)).Json.AsArray()
            .Where(line => (string)line!["to"]! == "ann" && (string)line["who"]! == "admin");
        audit.Select(line => (string)line!["did"]!).ShouldBe(["remove user", "change password", "change role", "add user"]);
    }

    [Fact]
    public async Task Tokens_are_shown_once()
    {
        var admin = await doors.LogIn("admin");
        var added = await Send("POST", "/tokens", admin, """{"stream": "temps", "name": "roof"}""");
        var secret = (string)added.Json["token"]!;
        (await doors.Post("/streams/temps", "{}", null, ("Authorization", $"Bearer {secret}"))).Status.ShouldBe(200);
        (await Send("GET", "/tokens", admin)).Text.ShouldNotContain(secret);
        (await Send("GET", "/", admin)).Text.ShouldNotContain(secret);
        (await Send("DELETE", "/tokens/temps/roof", admin)).Status.ShouldBe(204);
        (await doors.Post("/streams/temps", "{}", null, ("Authorization", $"Bearer {secret}"))).Code.ShouldBe("SN6023");
    }

    [Theory]
    [InlineData("POST", "/users", """{"name": "viewer", "role": "viewer", "password": "correct horse battery"}""", 409, "SN8001")]
    [InlineData("POST", "/users", """{"name": "<b>", "role": "viewer", "password": "correct horse battery"}""", 400, "SN8003")]
    [InlineData("POST", "/users", """{"name": "x", "role": "king", "password": "correct horse battery"}""", 400, "SN8013")]
    [InlineData("POST", "/users", """{"name": "x", "role": "viewer", "password": "short"}""", 400, "SN8004")]
    [InlineData("POST", "/users", """{"name": "x", "role": "viewer"}""", 400, "SN6028")]
    [InlineData("POST", "/users", "[]", 400, "SN6028")]
    [InlineData("POST", "/users", "{", 400, "SN6028")]
    [InlineData("PUT", "/users/nobody", """{"role": "viewer"}""", 404, "SN8002")]
    [InlineData("PUT", "/users/viewer", "{}", 400, "SN6028")]
    [InlineData("PUT", "/users/admin", """{"role": "viewer"}""", 409, "SN8005")]
    [InlineData("DELETE", "/users/admin", null, 409, "SN8005")]
    [InlineData("POST", "/tokens", """{"stream": "nothing"}""", 404, "SN6003")]
    [InlineData("DELETE", "/tokens/temps/nothing", null, 404, "SN8009")]
    public async Task A_change_that_is_not_possible_is_refused_with_its_reason(
        string method, string path, string? body, int status, string code)
    {
        var answer = await Send(method, path, await doors.LogIn("admin"), body);
        (answer.Status, answer.Code).ShouldBe((status, code), answer.Text);
    }

    [Fact]
    public async Task A_change_needs_the_page_s_token_our_host_and_our_origin()
    {
        var admin = await doors.LogIn("admin");
        const string body = """{"name": "eve", "role": "admin", "password": "correct horse battery"}""";
        (await Send("POST", "/users", new(admin.Cookie, ""), body)).Code.ShouldBe("SN6015");
        (await Send("POST", "/users", admin, body, ("Origin", "https://evil.example"))).Code.ShouldBe("SN6008");
        (await Send("POST", "/users", admin, body, ("Origin", doors.Origin))).Code.ShouldBe("SN6008");
        (await Send("POST", "/users", admin, body, ("Host", "city.example"))).Code.ShouldBe("SN6007");
        doors.Access.Users.Find("eve").ShouldBeNull();
    }

    [Fact]
    public async Task It_is_on_the_loopback_address_alone()
    {
        doors.AdminServer.Address.Host.ShouldBe("127.0.0.1");
        var page = await Send("GET", "/", await doors.LogIn("admin"));
        page.Text.ShouldContain("Who did what");
        page.Headers["Content-Security-Policy"].ShouldContain("frame-ancestors 'none'");
    }

    [Fact]
    public async Task What_others_wrote_into_the_audit_is_escaped_on_the_page()
    {
        doors.Access.Audit.Append(
            Caller.Local, "mute", "<script>alert(1)</script>", new JsonObject { ["reason"] = "<img src=x onerror=alert(1)>" });
        var page = (await Send("GET", "/", await doors.LogIn("admin"))).Text;
        page.ShouldNotContain("<script>alert");
        page.ShouldNotContain("<img src=x");
        page.ShouldContain("&lt;script&gt;alert(1)");
    }

    private Task<LoginCity.Answer> Send(
        string method, string path, LoginCity.Visitor visitor, string? body = null, params (string Name, string Value)[] headers) =>
        doors.Send(new(method), doors.AdminServer.Address, path, visitor, body, headers);
}
