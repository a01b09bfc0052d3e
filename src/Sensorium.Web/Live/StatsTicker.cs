using System.Buffers;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Streams;

namespace Sensorium.Web.Live;

/// <summary>
/// Twice a second, what the city's counts are: taken and rendered once for all who look. Where a pulse fails to come, the page says so.
/// </summary>
internal sealed class StatsTicker(CityState state, LiveFeed feed, IScheduler scheduler)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, StatsRates> _rates = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private byte[] _latest = [];
    private long _number;

    /// <summary>Counts the pulses.</summary>
    internal long Number => Volatile.Read(ref _number);

    /// <summary>The last pulse, as JSON.</summary>
    internal byte[] Latest => Volatile.Read(ref _latest);

    internal async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            Beat();
            await Task.Delay(_interval, scheduler.Time, cancellation);
        }
    }

    /// <summary>Takes the counts now.</summary>
    internal void Beat()
    {
        var now = scheduler.Time.GetUtcNow();
        var ledger = state.Ledger();
        lock (_gate)
        {
            foreach (var stream in ledger.Streams)
            {
                if (!_rates.TryGetValue(stream.Stream, out var rates))
                {
                    _rates.Add(stream.Stream, rates = new());
                }

                rates.Add(stream.Appended, now);
            }

            Volatile.Write(ref _latest, Render(ledger, state.Parts(), now));
            Volatile.Write(ref _number, _number + 1);
        }

        feed.Pulse();
    }

    internal DateTimeOffset Now => scheduler.Time.GetUtcNow();

    /// <summary>Records a second of a stream.</summary>
    internal double RateOf(string stream)
    {
        lock (_gate)
        {
            return _rates.TryGetValue(stream, out var rates) ? rates.Rate : 0;
        }
    }

    /// <summary>Records a second of all streams.</summary>
    internal double Rate
    {
        get
        {
            lock (_gate)
            {
                return _rates.Values.Sum(rates => rates.Rate);
            }
        }
    }

    /// <summary>Writes <c>{"stream": [rates of the last minute], …}</c>.</summary>
    internal void WriteHistory(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        lock (_gate)
        {
            foreach (var (stream, rates) in _rates)
            {
                json.WriteStartArray(stream);
                foreach (var rate in rates.History)
                {
                    json.WriteNumberValue(Math.Round(rate, 1));
                }

                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }

    private byte[] Render(CityLedger ledger, IReadOnlyList<CityPartState> parts, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("at", now.ToUnixTimeMilliseconds());
        json.WriteBoolean("balanced", ledger.IsBalanced);
        json.WriteStartArray("streams");
        foreach (var stream in ledger.Streams)
        {
            Write(json, stream);
        }

        json.WriteEndArray();
        json.WriteStartArray("pipelines");
        foreach (var entry in ledger.Pipelines)
        {
            Write(json, entry, state.StatusOf(entry.Name));
        }

        json.WriteEndArray();
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString("part", part.Part);
            json.WriteBoolean("healthy", part.IsHealthy);
            json.WriteString("note", part.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, StreamLedger stream)
    {
        json.WriteStartObject();
        json.WriteString("stream", stream.Stream);
        json.WriteNumber("total", stream.Appended);
        json.WriteNumber("rate", Math.Round(_rates[stream.Stream].Rate, 1));
        json.WriteNumber("refused", stream.Refused);
        json.WriteNumber("duplicate", stream.Duplicate);
        if (stream.LastAppend is { } newest)
        {
            json.WriteNumber("newest", newest.ToUnixTimeMilliseconds());
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LedgerEntry entry, PipelineStatus? standing)
    {
        json.WriteStartObject();
        json.WriteString("name", entry.Name);
        json.WriteString("stream", entry.Stream);
        json.WriteNumber("read", entry.Read);
        json.WriteNumber("stored", entry.Stored);
        json.WriteNumber("filtered", entry.Filtered);
        json.WriteNumber("rejected", entry.Rejected);
        json.WriteNumber("late", entry.Late);
        json.WriteNumber("duplicate", entry.Duplicate);
        json.WriteNumber("inFlight", entry.InFlight);
        json.WriteNumber("waiting", entry.Waiting);
        json.WriteBoolean("balanced", entry.IsBalanced);
        if (standing is not null)
        {
            WriteNumber(json, "watermark", standing.Watermark?.ToUnixTimeMilliseconds());
            json.WriteNumber("lag", (long)standing.Lag.TotalMilliseconds);
            json.WriteStartArray("tables");
            foreach (var table in standing.Tables)
            {
                json.WriteStringValue(table);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
