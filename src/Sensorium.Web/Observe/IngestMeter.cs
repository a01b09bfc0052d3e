using System.Diagnostics.Metrics;

namespace Sensorium.Web.Observe;

/// <summary>What the ingest endpoint measures: a value for each request, none for a record.</summary>
public static class IngestMeter
{
    public const string Name = "Sensorium.Web";

    // In seconds: a body that is durable at once takes a millisecond; one that waits for its disk, seconds.
    private static readonly InstrumentAdvice<double> _buckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly Meter _meter = new(Name);

    internal static readonly Histogram<double> Duration = _meter.CreateHistogram(
        "sensorium.ingest.request.duration",
        "s",
        "From a POST's headers to its answer, by the answer's status; 499 where the producer left.",
        advice: _buckets);
}
