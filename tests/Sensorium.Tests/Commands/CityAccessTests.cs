using System.Collections;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.City;
using Sensorium.City.Folders;
using Sensorium.City.Logs;
using Sensorium.City.Settings;
using Sensorium.Core.Scheduling;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary>A whole city that other machines reach, on an address of its own; commands reach it through its socket.</summary>
public sealed partial class CityAccessTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];
    private readonly HttpClient _client = new(new HttpClientHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
    });

    [Fact]
    public async Task The_first_start_prints_one_link_and_commands_reach_the_running_city()
    {
        await Running("", async page =>
        {
            var said = string.Join('\n', _said);
            Fingerprint().IsMatch(said).ShouldBeTrue(said);
            var link = Link().Match(said).Value;
            (await _client.GetStringAsync(new Uri(link))).ShouldContain("Choose the password of the administrator");

            var added = await Run.Piped(Password, Line("user", "add", "ann", "--role", "admin"));
            (added.ExitCode, added.Error).ShouldBe((0, "done by the running city.\n"));
            using var used = await _client.GetAsync(new Uri(link));
            used.StatusCode.ShouldBe(HttpStatusCode.Gone);
            (await LogIn(page, "ann")).StatusCode.ShouldBe(HttpStatusCode.OK);

            var token = await Run.Of(Line("token", "add", "temps"));
            (await Send(page, token.Output.Trim())).ShouldBe(HttpStatusCode.OK);
            (await Send(page, token.Output.Trim() + "x")).ShouldBe(HttpStatusCode.Unauthorized);
            (await Send(page, null)).ShouldBe(HttpStatusCode.Unauthorized);
            (await Run.Of(Line("token", "add", "temp"))).Error.ShouldContain("did you mean 'temps'?");
        });

        _said.Clear();
        await Running("", async page =>
        {
            string.Join('\n', _said).ShouldNotContain("/login/first");
            (await LogIn(page, "ann")).StatusCode.ShouldBe(HttpStatusCode.OK);
        });
        File.ReadAllText(Path.Combine(_folder.Path, "data", "audit.log")).ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_start_while_the_link_is_unused_does_not_print_it_again()
    {
        await Running("", _ => Task.CompletedTask);
        var fingerprint = Fingerprint().Match(string.Join('\n', _said)).Value;
        _said.Clear();
        await Running("", _ => Task.CompletedTask);
        string.Join('\n', _said).ShouldNotContain("/login/first");
        string.Join('\n', _said).ShouldContain("The link that was shown works until");
        Fingerprint().Match(string.Join('\n', _said)).Value.ShouldBe(fingerprint);
    }

    [Fact]
    public async Task A_stream_s_setting_wants_a_token_from_this_machine_too()
    {
        await Running(""", "address": "127.0.0.1" """, async page =>
        {
            page.Scheme.ShouldBe("http");
            (await Send(page, null)).ShouldBe(HttpStatusCode.OK);
            (await Send(page, null, "locked")).ShouldBe(HttpStatusCode.Unauthorized);
            var token = await Run.Of(Line("token", "add", "locked"));
            (await Send(page, token.Output.Trim(), "locked")).ShouldBe(HttpStatusCode.OK);
            using var login = await _client.GetAsync(new Uri(page, "/login"));
            login.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        });
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task Running(string web, Func<Uri, Task> test)
    {
        _folder.Write("city.json", $$$"""
            { "format": 1, "name": "Lund", "streams": { "temps": {}, "locked": { "ingest": "token" } },
              "web": { "port": 0{{{(web.Length > 0 ? web : ", \"address\": \"127.0.0.2\"")}}} } }
            """);
        var city = CityFolder.Open(_folder.Path, new SettingInputs("dev", [], new Hashtable()));
        var scheduler = new ThreadScheduler();
        var host = CityAssembly.Build(
            city,
            new(Path.Combine(_folder.Path, "data")),
            scheduler,
            new Log(line => _said.Add(line.Message), scheduler.Time),
            [],
            new Hashtable());
        using var end = new CancellationTokenSource();
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = host.Run(up.SetResult, end.Token);
        await await Task.WhenAny(up.Task, running);
        try
        {
            await test(new(Page().Match(string.Join('\n', _said)).Groups[1].Value));
        }
        finally
        {
            await end.CancelAsync();
            await running;
        }
    }

    private async Task<HttpResponseMessage> LogIn(Uri page, string name) =>
        await _client.PostAsJsonAsync(new Uri(page, "login"), new JsonObject { ["name"] = name, ["password"] = Password });

    private async Task<HttpStatusCode> Send(Uri page, string? token, string stream = "temps")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page, $"streams/{stream}"))
        {
            Content = new StringContent("{}", Encoding.UTF8),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    private string[] Line(params string[] words) => [.. words, "--data", Path.Combine(_folder.Path, "data")];

    [GeneratedRegex("the page is at (\\S+)")]
    private static partial Regex Page();

    [GeneratedRegex(@"https://127\.0\.0\.2:\d+/login/first\?key=\S+")]
    private static partial Regex Link();

    [GeneratedRegex("SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}")]
    private static partial Regex Fingerprint();
}
