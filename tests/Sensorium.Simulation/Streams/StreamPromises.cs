namespace Sensorium.Simulation.Streams;

/// <summary>What a log has promised over all its lives.</summary>
internal sealed class StreamPromises
{
    internal const int Partitions = 2;

    /// <summary>By partition and offset: what was acknowledged or read, and must stand there for ever.</summary>
    internal Dictionary<(int Partition, long Offset), string> Standing { get; } = [];

    /// <summary>Batches of producers that know their retries, which must be appended exactly once.</summary>
    internal Dictionary<(int Producer, long Sequence), bool> Acknowledged { get; } = [];

    internal long[] NextSequence { get; } = new long[3];

    /// <summary>How far the one pipeline has committed.</summary>
    internal long[] Committed { get; } = new long[Partitions];

    internal bool Registered { get; set; }

    /// <summary>Whether the machine's calendar clock is wrong at times.</summary>
    internal bool ClockJumps { get; init; }

    /// <summary>Whether a life has let append times begin anew, so that they may go back.</summary>
    internal bool WasSetBack { get; set; }

    internal void Promise(int partition, long offset, string value)
    {
        if (!Standing.TryAdd((partition, offset), value))
        {
            Standing[(partition, offset)].ShouldBe(value);
        }
    }
}
