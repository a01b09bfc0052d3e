namespace Sensorium.Engine.Operators;

/// <summary>Counts by cause and input. Bounded: past the limit new texts of a line are counted together.</summary>
internal sealed class CauseCounts(int inputs)
{
    private const int Limit = 256;

    private readonly Dictionary<Cause, long[]> _counts = [];

    public IReadOnlyDictionary<Cause, long[]> Counts => _counts;

    public void Add(Cause cause, int input, long count)
    {
        if (!_counts.TryGetValue(cause, out var counts))
        {
            if (_counts.Count >= Limit)
            {
                cause = cause with { Text = "other reasons" };
            }

            if (!_counts.TryGetValue(cause, out counts))
            {
                _counts[cause] = counts = new long[inputs];
            }
        }

        counts[input] += count;
    }

    /// <summary>Moves another's counts here.</summary>
    public void Take(CauseCounts other)
    {
        foreach (var (cause, counts) in other._counts)
        {
            for (var input = 0; input < counts.Length; input++)
            {
                if (counts[input] != 0)
                {
                    Add(cause, input, counts[input]);
                    counts[input] = 0;
                }
            }
        }
    }
}
