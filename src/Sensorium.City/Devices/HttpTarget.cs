using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.City.Devices;

/// <summary>
/// Messages as NDJSON to <c>POST BASE/streams/NAME</c>, one request a stream at a time. A request that was not answered is sent again
/// with its Idempotency-Key, so nothing is doubled; one answered 429, 503 or 507 waits as long as the answer asks.
/// </summary>
internal sealed class HttpTarget : IFleetTarget
{
    private const int Tries = 10;

    private readonly HttpClient _client;
    private readonly IReadOnlyList<string> _streams;
    private readonly MemoryStream[] _bodies;
    private readonly TimeProvider _time;
    private readonly string _run = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
    private long _requests;

    /// <param name="address">Up to and without <c>/streams</c>.</param>
    /// <param name="simulated">Whether records carry the mark of simulated devices.</param>
    /// <param name="token">Sent as the bearer token; null for none.</param>
    public HttpTarget(Uri address, IReadOnlyList<string> streams, bool simulated, string? token, TimeProvider time)
    {
        _streams = streams;
        _time = time;
        _bodies = [.. streams.Select(_ => new MemoryStream())];
        _client = new() { BaseAddress = new(address.AbsoluteUri.TrimEnd('/') + "/") };
        if (simulated)
        {
            _client.DefaultRequestHeaders.Add("Sensorium-Simulated", "1");
        }

        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }
    }

    public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _bodies[stream].Write(value);
        _bodies[stream].WriteByte((byte)'\n');
    }

    public async ValueTask Flush(CancellationToken cancellation)
    {
        for (var stream = 0; stream < _streams.Count; stream++)
        {
            if (_bodies[stream].Length > 0)
            {
                await Post(_streams[stream], _bodies[stream], cancellation);
                _bodies[stream].SetLength(0);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Post(string stream, MemoryStream body, CancellationToken cancellation)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{_run}-{++_requests}");
        for (var attempt = 1; ; attempt++)
        {
            var wait = TimeSpan.FromSeconds(Math.Min(attempt, 5));
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"streams/{Uri.EscapeDataString(stream)}");
                request.Content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
                request.Content.Headers.ContentType = new("application/x-ndjson");
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await _client.SendAsync(request, cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                if (answer.StatusCode == HttpStatusCode.NotFound)
                {
                    throw await NoStream(stream, answer, cancellation);
                }

                if (answer.StatusCode
                    is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage)
                    || attempt == Tries)
                {
                    var reason = (await answer.Content.ReadAsStringAsync(cancellation)).Trim();
                    throw new SensoriumException(
                        "SN1017",
                        $"{_client.BaseAddress}streams/{stream} answered {(int)answer.StatusCode} {answer.ReasonPhrase}: "
                            + $"{reason[..Math.Min(reason.Length, 300)]}",
                        "check the stream's name and, where one is needed, the token in SENSORIUM_TOKEN.");
                }

                wait = answer.Headers.RetryAfter is RetryConditionHeaderValue { Delta: { } asked } ? asked : wait;
            }
            catch (HttpRequestException error)
            {
                if (attempt == Tries || (attempt == 1 && _requests == 1))
                {
                    throw new SensoriumException(
                        "SN1016",
                        $"{_client.BaseAddress} cannot be reached: {error.Message}",
                        "check the address, and that a city runs there.",
                        error);
                }
            }

            await Task.Delay(wait, _time, cancellation);
        }
    }

    private async Task<SensoriumException> NoStream(string stream, HttpResponseMessage answer, CancellationToken cancellation)
    {
        string? fix = null;
        try
        {
            fix = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))?["fix"];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Whatever answers there is no city.
        }

        return new(
            ErrorCodes.NoSuchStream,
            $"{_client.BaseAddress} has no stream '{stream}'.",
            fix ?? "check the address, and that a city runs there.");
    }
}
