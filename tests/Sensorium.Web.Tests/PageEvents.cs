using System.Text.Json.Nodes;

namespace Sensorium.Web.Tests;

/// <summary>The events of a page, read as a browser reads them.</summary>
internal sealed class PageEvents(Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    public void Dispose() => _reader.Dispose();

    /// <summary>The data of the next event of that name that fits.</summary>
    public async Task<JsonNode> Next(string name, Func<JsonNode, bool>? fits = null)
    {
        // Pulses come all the time, so waiting for a line alone would wait for ever.
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _reader.ReadLineAsync(late.Token) is { } line)
        {
            if (line == $"event: {name}")
            {
                var data = JsonNode.Parse((await _reader.ReadLineAsync(late.Token))!["data: ".Length..])!;
                if (fits is null || fits(data))
                {
                    return data;
                }
            }
        }

        throw new EndOfStreamException($"no event {name} came");
    }
}
