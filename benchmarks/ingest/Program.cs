using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Sensorium.Benchmarks.Ingest;

// ADDRESS RATE SECONDS: sends so many events a second for so long, follows the event stream and the ledger, and says how it went.
if (args is not [var address, var rateText, var secondsText])
{
    Console.Error.WriteLine("ADDRESS RATE SECONDS");
    return 2;
}

const int Senders = 8;
const int BatchEvents = 1000;
var rate = int.Parse(rateText, CultureInfo.InvariantCulture);
var length = TimeSpan.FromSeconds(int.Parse(secondsText, CultureInfo.InvariantCulture));
var city = new Uri(address);
using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
using var end = new CancellationTokenSource();
var (answers, visible) = (new Latencies(), new Latencies());
var acknowledged = new ConcurrentDictionary<long, long>();
var seen = new ConcurrentDictionary<long, long>();
var (number, events, refused, polls, balanced) = (0L, 0L, 0L, 0, 0);

var following = Follow();
var polling = Poll();
await Task.Delay(500);
var clock = Stopwatch.StartNew();
await Task.WhenAll(Enumerable.Range(0, Senders).Select(Send));
var sent = clock.Elapsed;
await Task.Delay(2000);
await end.CancelAsync();
await Task.WhenAll(following, polling);
foreach (var (mark, at) in acknowledged)
{
    if (seen.TryGetValue(mark, out var shown))
    {
        visible.Add(Math.Max(0, Stopwatch.GetElapsedTime(at, shown).TotalMilliseconds));
    }
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{events:N0} events in {sent.TotalSeconds:F1} s: {events / sent.TotalSeconds:N0} a second of {rate:N0} asked for; {refused} bodies were refused"));
Console.WriteLine($"answered after: {answers}");
Console.WriteLine($"accepted to visible: {visible}; {acknowledged.Count - acknowledged.Keys.Count(seen.ContainsKey)} not seen");
Console.WriteLine($"the ledger balanced at {balanced} of {polls} looks");
return balanced == polls && refused == 0 ? 0 : 1;

async Task Send(int sender)
{
    var batch = new EventBatch(BatchEvents, sender);
    var pause = TimeSpan.FromSeconds((double)BatchEvents * Senders / rate);
    var due = pause * sender / Senders;
    for (; clock.Elapsed < length; due += pause)
    {
        if (due - clock.Elapsed is { Ticks: > 0 } early)
        {
            await Task.Delay(early);
        }

        var mark = batch.Set(DateTime.UtcNow, Interlocked.Increment(ref number));
        using var content = new ByteArrayContent(batch.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync(new Uri(city, "/streams/events"), content);
        answers.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        if (answer.IsSuccessStatusCode)
        {
            acknowledged[mark] = Stopwatch.GetTimestamp();
            Interlocked.Add(ref events, BatchEvents);
        }
        else
        {
            Interlocked.Increment(ref refused);
        }
    }
}

async Task Follow()
{
    try
    {
        using var stream = new StreamReader(await client.GetStreamAsync(new Uri(city, "/events"), end.Token));
        while (await stream.ReadLineAsync(end.Token) is { } line)
        {
            if (!line.StartsWith("data: {\"table\":\"processed.marked\"", StringComparison.Ordinal))
            {
                continue;
            }

            var now = Stopwatch.GetTimestamp();
            using var rows = JsonDocument.Parse(line.AsMemory("data: ".Length));
            foreach (var row in rows.RootElement.GetProperty("rows").EnumerateArray())
            {
                seen.TryAdd(row[0].ValueKind == JsonValueKind.Number ? row[0].GetInt64() : long.Parse(row[0].GetString()!, CultureInfo.InvariantCulture), now);
            }
        }
    }
    catch (OperationCanceledException)
    {
        // It has seen enough.
    }
}

async Task Poll()
{
    try
    {
        while (true)
        {
            using var ledger = JsonDocument.Parse(await client.GetStringAsync(new Uri(city, "/ledger"), end.Token));
            polls++;
            balanced += ledger.RootElement.GetProperty("balanced").GetBoolean() ? 1 : 0;
            await Task.Delay(1000, end.Token);
        }
    }
    catch (OperationCanceledException)
    {
        // The load is over.
    }
}
