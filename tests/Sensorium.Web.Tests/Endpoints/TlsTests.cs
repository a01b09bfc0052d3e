using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Web.Tests.Endpoints;

/// <summary>What is served to other machines, and how.</summary>
public sealed class TlsTests(LoginCity doors) : IClassFixture<LoginCity>
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.2\r\n\r\n")]
    [InlineData("POST /streams/temps HTTP/1.1\r\nHost: 127.0.0.2\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("rubbish\r\n\r\n")]
    public async Task Plain_http_is_told_to_use_tls_and_nothing_else(string request)
    {
        var before = doors.Records();
        using var socket = new TcpClient("127.0.0.2", doors.Server.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream());
        var answer = await reader.ReadToEndAsync();
        answer.ShouldStartWith("HTTP/1.1 400 Bad Request\r\n");
        answer.ShouldContain("\"SN6021\"");
        doors.Records().ShouldBe(before);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable CA5397, SYSLIB0039 // What is tried here is that it is refused.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore CA5397, SYSLIB0039
    public async Task Old_protocols_are_refused(SslProtocols protocol, bool works)
    {
        using var socket = new TcpClient("127.0.0.2", doors.Server.Address.Port);
        await using var tls = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.2",
            EnabledSslProtocols = protocol,
#pragma warning disable CA5359 // The protocol is what is tried, and the certificate is the city's own.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options);
            works.ShouldBeTrue();
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            works.ShouldBeFalse(error.Message);
        }
    }

    [Fact]
    public async Task Browsers_are_told_to_come_over_tls_only_but_not_for_all_programs_of_this_machine()
    {
        (await doors.Get("/ledger")).Headers["Strict-Transport-Security"].ShouldBe("max-age=31536000");
        (await doors.Get("/ledger", null, ("Host", $"localhost:{doors.Server.Address.Port}"))).Headers.Keys.ShouldNotContain(
            "Strict-Transport-Security");
    }

    [Theory]
    [InlineData("127.0.0.2:{port}", true)]
    [InlineData("city.example:{port}", true)]
    [InlineData("CITY.example:{port}", true)]
    [InlineData("away.example", true)]
    [InlineData("away.example:443", true)]
    [InlineData("localhost:{port}", true)]
    [InlineData("away.example:{port}", false)]
    [InlineData("city.example", false)]
    [InlineData("evil.example:{port}", false)]
    [InlineData("city.example.evil.example:{port}", false)]
    [InlineData("127.0.0.3:{port}", false)]
    public async Task The_host_is_one_of_the_city_s_names_or_the_address_of_the_connection(string host, bool isOurs)
    {
        var answer = await doors.Get(
            "/ledger", null, ("Host", host.Replace("{port}", $"{doors.Server.Address.Port}", StringComparison.Ordinal)));
        answer.Code.ShouldBe(isOurs ? "SN6020" : "SN6007");
    }

    [Theory]
    [InlineData("https://city.example:{port}", true)]
    [InlineData("https://away.example", true)]
    [InlineData("http://city.example:{port}", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task A_change_comes_from_a_page_of_the_city_over_tls(string origin, bool isOurs)
    {
        var visitor = await doors.LogIn("operator");
        var answer = await doors.Post(
            "/streams/temps",
            "{}",
            visitor,
            ("Origin", origin.Replace("{port}", $"{doors.Server.Address.Port}", StringComparison.Ordinal)));
        answer.Status.ShouldBe(isOurs ? 200 : 403, answer.Text);
    }

    [Theory]
    [InlineData("http://city.example")]
    [InlineData("city example")]
    [InlineData("*")]
    [InlineData("city.example:0")]
    [InlineData("city.example:https")]
    public async Task A_name_that_is_none_is_refused_at_the_start(string name)
    {
        await Task.Yield();
        Should.Throw<SensoriumException>(
            () => new WebServer([], "127.0.0.1", 0, new ThreadScheduler(), _ => { }, new() { City = doors.Access, Names = [name] })).Code
                .ShouldBe("SN6027");
    }
}
