using System.Net.Sockets;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Web.Tests.Endpoints;

/// <summary>Who is let in.</summary>
public sealed class AccessMiddlewareTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:{port}")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost.evil.example:{port}")]
    public async Task Another_host_is_refused_at_every_door(string host)
    {
        await using var doors = await TestEndpoints.Open();
        foreach (var path in new[] { "/", "/ledger", "/events", "/health/live", "/assets/x/page.js", "/nothing" })
        {
            var answer = await doors.Get(path, ("Host", host.Replace("{port}", $"{doors.Server.Address.Port}", StringComparison.Ordinal)));
            (answer.Status, answer.Code).ShouldBe((403, "SN6007"), path);
        }
    }

    [Theory]
    [InlineData("localhost:{port}")]
    [InlineData("LOCALHOST:{port}")]
    [InlineData("[::1]:{port}")]
    public async Task The_names_of_this_machine_are_let_in(string host)
    {
        await using var doors = await TestEndpoints.Open();
        (await doors.Get("/health/live", ("Host", host.Replace("{port}", $"{doors.Server.Address.Port}", StringComparison.Ordinal)))).Status
            .ShouldBe(200);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("https://127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1:1")]
    public async Task A_page_elsewhere_changes_nothing(string origin)
    {
        await using var doors = await TestEndpoints.Open();
        var answer = await doors.Post("{}", ("Origin", origin.Replace("{port}", $"{doors.Server.Address.Port}", StringComparison.Ordinal)));
        (answer.Status, answer.Code).ShouldBe((403, "SN6008"));
        doors.Records().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_needs_the_token_that_the_page_carries()
    {
        await using var doors = await TestEndpoints.Open();
        var page = (await doors.Get("/")).Text;
        var token = page.Split("name=\"sensorium-token\" content=\"")[1].Split('"')[0];
        (await doors.PostTo("/nothing", [])).Code.ShouldBe("SN6015");
        (await doors.PostTo("/nothing", [], ("Sensorium-Token", token[1..] + "x"))).Code.ShouldBe("SN6015");
        (await doors.PostTo("/nothing", [], ("Sensorium-Token", token))).Code.ShouldBe("SN6010");
    }

    [Fact]
    public async Task Its_own_page_and_programs_may_send()
    {
        await using var doors = await TestEndpoints.Open();
        (await doors.Post("{}")).Status.ShouldBe(200);
        (await doors.Post("{}", ("Origin", $"http://127.0.0.1:{doors.Server.Address.Port}"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Every_answer_forbids_what_a_page_could_be_made_to_do()
    {
        await using var doors = await TestEndpoints.Open();
        foreach (var path in new[] { "/", "/ledger", "/nothing" })
        {
            var headers = (await doors.Get(path)).Headers;
            headers["Content-Security-Policy"].ShouldContain("default-src 'none'");
            headers["Content-Security-Policy"].ShouldContain("frame-ancestors 'none'");
            headers["X-Content-Type-Options"].ShouldBe("nosniff");
            headers["Cache-Control"].ShouldBe("no-store");
            headers.Keys.ShouldNotContain("Server");
        }
    }

    [Fact]
    public async Task Where_nothing_is_and_what_cannot_be_done_is_said()
    {
        await using var doors = await TestEndpoints.Open();
        var nothing = await doors.Get("/nothing");
        (nothing.Status, nothing.Code, nothing.Headers["Content-Type"]).ShouldBe((404, "SN6010", "application/problem+json"));
        var method = await doors.Get("/streams/temps");
        (method.Status, method.Code).ShouldBe((405, "SN6010"));
        (await doors.Get("/assets/x/nothing.js")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_broken_request_ends_alone()
    {
        await using var doors = await TestEndpoints.Open();
        foreach (var request in new[]
        {
            "rubbish\r\n\r\n",
            "POST /streams/temps HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
            "GET / HTTP/1.1\r\n\r\n",
        })
        {
            using var socket = new TcpClient("127.0.0.1", doors.Server.Address.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            using var reader = new StreamReader(socket.GetStream());
            (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 400 Bad Request");
        }

        (await doors.Get("/health/live")).Status.ShouldBe(200);
        doors.Said.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("example.com")]
    public void Nothing_is_served_beyond_the_loopback_address(string address)
    {
        Should.Throw<SensoriumException>(() => new WebServer([], address, 0, new ThreadScheduler(), _ => { })).Code.ShouldBe("SN6001");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var doors = await TestEndpoints.Open();
        await using var second = new WebServer([], "127.0.0.1", doors.Server.Address.Port, new ThreadScheduler(), _ => { });
        (await Should.ThrowAsync<SensoriumException>(() => second.Start(default))).Code.ShouldBe("SN6002");
    }
}
