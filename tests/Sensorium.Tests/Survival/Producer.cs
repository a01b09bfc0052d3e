using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Sensorium.Tests.Survival;

/// <summary>A sender with sequence numbers, that sends a batch until it is acknowledged.</summary>
/// <param name="isPresent">Whether events are of the moment they are sent at, as time marks of idle partitions suppose; else of a day in
/// May.</param>
internal sealed class Producer(string name, Uri stream, int seed, bool isPresent = false)
{
    private static readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static readonly DateTime _begin = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    private readonly Random _random = new(seed);
    private long _batch;
    private long _event;

    /// <summary>Events of which the sender knows that they are kept.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>What it was answered where its batch was not taken: status and body, the newest a status.</summary>
    public ConcurrentDictionary<int, string> Refusals { get; } = new();

    /// <summary>Batches that had to be sent more than once.</summary>
    public long Repeated { get; private set; }

    /// <summary>Sends until <paramref name="end"/>; the batch that is under way then is still brought home.</summary>
    public async Task Run(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Send(1 + _random.Next(40));
            await Task.Delay(10, CancellationToken.None);
        }
    }

    public async Task Send(int count)
    {
        var body = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            body.Append(Event()).Append('\n');
        }

        for (var tries = 0; !await Post(body.ToString()); tries++)
        {
            Repeated += tries == 0 ? 1 : 0;
            tries.ShouldBeLessThan(3000, "the city has not answered for a minute");
            await Task.Delay(20, CancellationToken.None);
        }

        _batch++;
        Acknowledged += count;
    }

    private async Task<bool> Post(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, stream)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-ndjson"),
            Headers = { { "Producer-Id", name }, { "Producer-Sequence", _batch.ToString(CultureInfo.InvariantCulture) } },
        };
        try
        {
            using var answer = await _client.SendAsync(request);
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            Refusals[(int)answer.StatusCode] = await answer.Content.ReadAsStringAsync();
            ((int)answer.StatusCode).ShouldBeOneOf([429, 503, 507], Refusals[(int)answer.StatusCode]);
            return false;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>One event; every text is there once. Some are out of order, late, out of bounds or no JSON at all.</summary>
    private string Event()
    {
        var seq = _event++;
        if (_random.Next(100) == 0)
        {
            return $"{{\"broken\": \"{name}-{seq}\"";
        }

        var at = (isPresent ? DateTime.UtcNow : _begin.AddMilliseconds(seq * 10))
            .AddMilliseconds(-(_random.Next(20) == 0 ? _random.Next(6000) : _random.Next(500)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\": \"{name}-{_random.Next(8)}\", \"seq\": {seq}, \"value\": {Math.Round(_random.NextDouble() * 100, 3)}, \"at\": "
                + $"\"{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"}}");
    }
}
