using System.Diagnostics.Metrics;

namespace Sensorium.Streams;

/// <summary>
/// What the logs measure of their own work: a value for each group of appends that one sync made durable, none for a record. While
/// nobody listens a measurement is one comparison.
/// </summary>
public static class StreamMeter
{
    public const string Name = "Sensorium.Streams";

    // In seconds: a sync takes 0.1 ms on a good disk, and whole seconds on one that is ending.
    private static readonly InstrumentAdvice<double> _buckets = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    };

    private static readonly Meter _meter = new(Name);

    internal static readonly Histogram<double> GroupCommit = _meter.CreateHistogram(
        "sensorium.stream.group.commit.duration",
        "s",
        "Writing and syncing the appends that one group commit made durable.",
        advice: _buckets);

    internal static readonly Histogram<double> Sync = _meter.CreateHistogram(
        "sensorium.stream.sync.duration", "s", "The sync to the disk within a group commit.", advice: _buckets);
}
