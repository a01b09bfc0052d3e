using System.Runtime.Versioning;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Sensorium.Tests.Survival;

/// <summary>A city of two streams, one of which is damaged while it rests.</summary>
[Trait("Category", "Slow")]
[UnsupportedOSPlatform("windows")]
public sealed class DamagedStreamTests : IDisposable
{
    private readonly EventCity _city = new(hasAll: true);
    private readonly HttpClient _client = new();
    private int _sequence;

    public void Dispose()
    {
        _client.Dispose();
        _city.Dispose();
    }

    [Theory]
    [InlineData("SN3002")]
    [InlineData("SN3005")]
    [InlineData("SN3006")]
    [InlineData("SN3014")]
    public async Task A_damaged_stream_is_refused_by_name_and_the_others_run(string code)
    {
        using (var up = _city.Start())
        {
            await up.UntilUp();
            for (var i = 0; i < 5; i++)
            {
                (await Post(_city.Events)).Status.ShouldBe(HttpStatusCode.OK);
                (await Post(_city.Meters)).Status.ShouldBe(HttpStatusCode.OK);
            }

            await Task.Delay(500); // Positions are committed, and saved when the city stops.
            await up.Stop();
        }

        AllIsPrivate();
        Damage(Path.Combine(_city.Data, "streams", "meters"), code);
        using (var up = _city.Start())
        {
            await up.UntilUp();
            var (status, answer) = await Post(_city.Meters);
            status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer);
            ((string)JsonNode.Parse(answer)!["code"]!).ShouldBe(code);
            (await Post(_city.Events)).Status.ShouldBe(HttpStatusCode.OK);

            var health = await up.Unready();
            health.ShouldContain(code);
            var ran = await CommandLine.Run.Of("status", "--data", _city.Data, "--format", "json");
            var said = JsonNode.Parse(ran.Output)!;
            ((bool)said["healthy"]!).ShouldBeFalse();
            var streams = said["parts"]!.AsArray().Single(part => (string)part!["part"]! == "streams")!;
            ((string)streams["note"]!).ShouldContain("meters is refused, and the others run");
            var held = said["pipelines"]!.AsArray().Where(pipeline => !(bool)pipeline!["running"]!).ToList();
            held.ShouldAllBe(pipeline => (string?)pipeline!["code"] == code);
            var causes = string.Join('\n', held.Select(pipeline => (string)pipeline!["cause"]!));
            foreach (var reader in new[] { "raw.meters", "processed.together", "processed.placed", "alert.hot" })
            {
                causes.ShouldContain($"{reader} does not run, since stream 'meters' was refused");
            }

            held.Count.ShouldBe(4);
            await Stored(6);
            await up.Stop();
        }
    }

    private static void Damage(string stream, string code)
    {
        var partition = Directory.GetDirectories(stream)
            .MaxBy(folder => Directory.GetFiles(folder, "0*.segment").Max(file => new FileInfo(file).Length))!;
        var segment = Directory.GetFiles(partition, "0*.segment").Single();
        switch (code)
        {
            case "SN3002":
                var bytes = File.ReadAllBytes(segment);
                bytes[64 + 96 + 20] ^= 1; // In the first frame behind that of the segment's start.
                File.WriteAllBytes(segment, bytes);
                break;
            case "SN3005":
                File.Delete(segment);
                break;
            case "SN3006":
                using (var file = File.OpenWrite(segment))
                {
                    file.SetLength(64 + 96);
                }

                break;
            default:
                File.WriteAllText(Path.Combine(stream, "stream.json"), "{");
                break;
        }
    }

    /// <summary>Nothing that the city made may be opened by another account.</summary>
    private void AllIsPrivate()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(_city.Data, "*", SearchOption.AllDirectories).Append(_city.Data))
        {
            var most = Directory.Exists(path)
                ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                : UnixFileMode.UserRead | UnixFileMode.UserWrite;
            (File.GetUnixFileMode(path) & ~most).ShouldBe(UnixFileMode.None, path);
        }
    }

    private async Task Stored(int records)
    {
        for (var looks = 0; await _city.Query("SELECT count(*) FROM raw.events") != $"{records}"; looks++)
        {
            looks.ShouldBeLessThan(50);
            await Task.Delay(200);
        }
    }

    private async Task<(HttpStatusCode Status, string Answer)> Post(Uri stream)
    {
        var record = $$"""{"id":"m-1","seq":{{_sequence++}},"value":50,"at":"{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}"}""";
        using var content = new StringContent(record, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(stream, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
