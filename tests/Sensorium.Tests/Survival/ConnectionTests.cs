using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Sensorium.Tests.Survival;

/// <summary>A running city with few descriptors, and clients that take connections and do nothing with them.</summary>
[Trait("Category", "Slow")]
public sealed class ConnectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Idle_connections_harm_neither_the_city_nor_other_clients_and_are_told_of()
    {
        _folder.Write("city/city.json", """{ "format": 1, "name": "Crowd", "streams": { "things": { "partitions": 4, "key": "id" } } }""");
        _folder.Write("city/pipelines/things.sql", """
            CREATE STREAM things (id VARCHAR NOT NULL, at TIMESTAMP NOT NULL, WATERMARK FOR at AS at - INTERVAL '1' HOUR) WITH (format = 'json', idle = 'none');
            CREATE TABLE kept AS SELECT id, at FROM things;
            """);
        var (city, data, port) = (Path.Combine(_folder.Path, "city"), Path.Combine(_folder.Path, "data"), UpProcess.FreePort());
        using var up = UpProcess.StartWith(1024, city, data, port, "--set", "commit.interval=200ms");
        await up.UntilUp();
        await up.Ready();

        var idle = new List<TcpClient>();
        var sent = 0;
        for (var wave = 0; wave < 2; wave++)
        {
            for (var i = 0; i < 1_100; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                if (i % 3 == 1)
                {
                    await client.GetStream().WriteAsync("POST /streams/things HTTP/1.1\r\nHo"u8.ToArray());
                }

                idle.Add(client);
            }

            for (var i = 0; i < 60; i++)
            {
                (await Post(
                    port,
                    $$"""{"id":"t{{sent++}}","at":"{{DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}"}""")).ShouldStartWith("HTTP/1.1 200");
            }
        }

        var said = await up.Unready();
        said.ShouldContain("idle ones were closed for others");
        up.HasExited.ShouldBeFalse(up.Said);
        for (var tries = 0; ; tries++)
        {
            using var client = new HttpClient();
            var ledger = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/ledger")))!;
            if (ledger["pipelines"]!.AsArray().Any(entry => (long?)entry!["stored"] == sent))
            {
                break;
            }

            tries.ShouldBeLessThan(200, ledger.ToJsonString());
            await Task.Delay(50);
        }

        idle.ForEach(client => client.Dispose());
    }

    /// <summary>On a connection of its own.</summary>
    private static async Task<string> Post(int port, string record)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /streams/things HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: "
                + $"{record.Length}\r\n\r\n{record}"));
        return await new StreamReader(client.GetStream()).ReadToEndAsync();
    }
}
