using System.Runtime.Versioning;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_machine_and_a_city_that_are_well_miss_nothing()
    {
        _folder.Write("city.json", """{ "format": 1, "web": { "port": 0, "adminPort": 0 } }""");
        _folder.Write("tests/one.sql", "");
        var ran = await Run.Of("doctor", _folder.Path, "--data", Path.Combine(_folder.Path, "data"), "--format", "json");

        ran.ExitCode.ShouldBe(0, ran.Output + ran.Error);
        var findings = JsonNode.Parse(ran.Output)!["findings"]!.AsArray();
        findings.Select(finding => (string)finding!["what"]!).ShouldBe(
            ["machine", "memory", "open files", "lake engine", "build tools", "data folder", "privacy", "disk", "city", "devices", "tests",
                "state.budget", "SQL", "certificate", "running", "web.port", "web.adminPort"]);
        findings.ShouldAllBe(finding => (bool)finding!["ok"]!);
        findings.Single(finding => (string)finding!["what"]! == "lake engine")!["found"]!.GetValue<string>().ShouldStartWith("DuckDB v");
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, true)]
    public async Task A_file_that_others_may_read_is_told(UnixFileMode mode, bool isWell)
    {
        _folder.Write("city.json", """{ "format": 1, "web": { "port": 0, "adminPort": 0 } }""");
        _folder.Write("data/streams/s/0/some.segment", "");
        var file = Path.Combine(_folder.Path, "data/streams/s/0/some.segment");
        foreach (var folder in new[] { "data", "data/streams", "data/streams/s", "data/streams/s/0" })
        {
            File.SetUnixFileMode(Path.Combine(_folder.Path, folder), (UnixFileMode)0b111_101_101);
        }

        File.SetUnixFileMode(file, mode);
        var ran = await Run.Of("doctor", _folder.Path, "--data", Path.Combine(_folder.Path, "data"));

        ran.ExitCode.ShouldBe(isWell ? 0 : 1, ran.Output);
        ran.Output.Contains($"can read {file}", StringComparison.Ordinal).ShouldBe(!isWell);
        ran.Output.Contains("chmod -R go= '", StringComparison.Ordinal).ShouldBe(!isWell);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_missing()
    {
        _folder.Write("city.json", """{ "format": 1, "web": { "port": 0, "certificate": "city.pem" } }""");
        var ran = await Run.Of("doctor", _folder.Path, "--data", Path.Combine(_folder.Path, "data"));

        ran.ExitCode.ShouldBe(1);
        ran.Output.ShouldMatch("(?m)^MISSING +certificate +");
        ran.Output.ShouldContain("fix:");
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_fix()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        _folder.Write("city.json", $$"""{ "format": 1, "web": { "port": {{port}}, "adminPort": 0 }, "state": { "budget": "64 TiB" } }""");
        _folder.Write("pipelines/broken.sql", "CREATE TABLE t AS SELECT x FROM nowhere;");
        var ran = await Run.Of("doctor", _folder.Path, "--data", Path.Combine(_folder.Path, "data"));

        ran.ExitCode.ShouldBe(1);
        ran.Output.ShouldMatch($"(?m)^MISSING +web.port +port {port} is taken by another program$");
        ran.Output.ShouldMatch("(?m)^MISSING +state.budget +65,536.* more than the memory there is$");
        ran.Output.ShouldMatch("(?m)^MISSING +SQL +1 mistake, the first: .*broken.sql:1:33: ");
        ran.Output.Split("fix:").Length.ShouldBe(4, ran.Output);
    }
}
