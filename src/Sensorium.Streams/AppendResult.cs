using Sensorium.Core;

namespace Sensorium.Streams;

/// <param name="FirstOffset">Of the records in the partition; -1 where they were refused.</param>
/// <param name="Count">Records appended now or, for a duplicate, the first time; 0 where they were refused.</param>
/// <param name="Refusal">Why, and the fix; null unless refused.</param>
public readonly record struct AppendResult(
    AppendOutcome Outcome, int Partition, long FirstOffset, int Count, SensoriumException? Refusal = null)
{
    public bool IsDurable => Outcome is AppendOutcome.Appended or AppendOutcome.Duplicate;

    internal static AppendResult Refused(AppendOutcome outcome, int partition, SensoriumException refusal) =>
        new(outcome, partition, -1, 0, refusal);
}
