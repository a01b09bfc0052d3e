using Sensorium.Core;

namespace Sensorium.Engine.Rows;

/// <summary>Records by what became of them. Not for several threads.</summary>
internal sealed class FateCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<Fate>().Length];

    public long this[Fate fate] => _counts[(int)fate];

    /// <summary>In the order of <see cref="Fate"/>, as checkpoints have them.</summary>
    public Span<long> All => _counts;

    public void Add(Fate fate, long records) => _counts[(int)fate] += records;

    /// <summary>Adds what another has counted, which then begins at 0.</summary>
    public void Take(FateCounts other)
    {
        for (var fate = 0; fate < _counts.Length; fate++)
        {
            _counts[fate] += other._counts[fate];
        }

        Array.Clear(other._counts);
    }
}
