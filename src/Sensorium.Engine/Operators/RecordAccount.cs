using Sensorium.Core;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators;

/// <summary>
/// What has become of the records that one lane, or the merge stage, has dealt with. A record is in one of these counts at a time; it may
/// come into flight in one account and leave it in another, so only the sum over all accounts tells.
/// </summary>
internal sealed class RecordAccount(int inputs)
{
    /// <summary>Records by input that were read since last taken.</summary>
    public long[] Reads { get; } = new long[inputs];

    /// <summary>Records by input that an operator's state holds. Not taken: it changes as they come and go.</summary>
    public long[] InFlight { get; } = new long[inputs];

    /// <summary>Records by input whose rows wait for a commit, since last taken.</summary>
    public long[] Pending { get; } = new long[inputs];

    /// <summary>Records by input and <see cref="Fate"/> that were dropped since last taken.</summary>
    public FateCounts[] Dropped { get; } = [.. Enumerable.Range(0, inputs).Select(_ => new FateCounts())];

    public int Inputs => InFlight.Length;

    public void Drop(int input, Fate fate, long records) => Dropped[input].Add(fate, records);
}
