using System.Diagnostics;

namespace Sensorium.Streams.Partitions;

/// <summary>
/// Which sampled requests a partition's newest records came with. The log's frames hold no trace: this lives in memory, keeps the newest
/// few, and is empty after a start.
/// </summary>
internal sealed class AppendTraces
{
    internal const int Capacity = 128;

    private readonly Lock _gate = new();
    private readonly Queue<(long Last, ActivityContext Trace)> _newest = new();

    /// <param name="last">Offset of the append's last record.</param>
    internal void Add(long last, ActivityContext trace)
    {
        lock (_gate)
        {
            if (_newest.Count == Capacity)
            {
                _newest.Dequeue();
            }

            _newest.Enqueue((last, trace));
        }
    }

    /// <summary>The requests whose last record lies from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    internal List<ActivityContext> Between(long from, long to)
    {
        var found = new List<ActivityContext>();
        lock (_gate)
        {
            foreach (var (last, trace) in _newest)
            {
                if (last >= from && last < to)
                {
                    found.Add(trace);
                }
            }
        }

        return found;
    }
}
