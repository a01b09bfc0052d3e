using System.Collections.Concurrent;
using Sensorium.Streams;

namespace Sensorium.Web.Ingest;

/// <summary>A stream that takes records over HTTP. Safe for any number of requests at once.</summary>
/// <param name="log">Open for as long as requests come.</param>
/// <param name="key">The member that is a record's key, a dot stepping into an object; null for none.</param>
/// <param name="recordMaxBytes">Largest key and value of a record together.</param>
public sealed class IngestStream(StreamLog log, string? key, int recordMaxBytes)
{
    /// <summary>Writers that are kept, and the largest body after which one is: its buffers stay as large as they grew.</summary>
    private const int KeptWriters = 16;
    private const int KeptBytes = 4 << 20;

    private readonly ConcurrentQueue<RecordWriter> _writers = new();

    /// <summary>Whether it takes records only with a token, also where no login is needed.</summary>
    public bool NeedsToken { get; init; }

    internal string Name => log.Stream;

    internal RecentKeys Keys { get; } = new();

    internal KeyPath Key { get; } = new(key);

    internal int RecordMaxBytes => recordMaxBytes;

    /// <param name="simulated">Whether the records come from simulated devices.</param>
    internal RecordWriter Rent(bool simulated)
    {
        var writer = _writers.TryDequeue(out var kept) ? kept : new(log);
        writer.IsSimulated = simulated;
        return writer;
    }

    /// <summary>Takes a writer back, none of whose records are under way.</summary>
    internal void Return(RecordWriter writer, int bytes)
    {
        if (bytes <= KeptBytes && _writers.Count < KeptWriters)
        {
            _writers.Enqueue(writer);
        }
    }
}
