using System.Diagnostics.Metrics;

namespace Sensorium.Engine.Execution;

/// <summary>What pipelines measure of their own work: a value for each commit and each checkpoint, none for a record.</summary>
public static class PipelineMeter
{
    public const string Name = "Sensorium.Engine";

    // In seconds: a checkpoint of little state takes a few milliseconds, a commit of 200,000 rows a second.
    private static readonly InstrumentAdvice<double> _buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly Meter _meter = new(Name);

    internal static readonly Histogram<double> Commit = _meter.CreateHistogram(
        "sensorium.pipeline.commit.duration", "s", "An epoch's commit: staging its files, the checkpoint that lists them, the tables.", advice: _buckets);

    internal static readonly Histogram<double> Checkpoint = _meter.CreateHistogram(
        "sensorium.pipeline.checkpoint.duration", "s", "Writing what has changed since the last checkpoint, those of commits among them.", advice: _buckets);
}
