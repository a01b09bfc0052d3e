using System.Diagnostics;

namespace Sensorium.Streams;

/// <summary>Spans of appends that a sampled request asked for. Without a listener none are made, and nothing is kept.</summary>
public static class StreamTracing
{
    public const string Name = "Sensorium.Streams";

    private static readonly ActivitySource _source = new(Name);

    /// <summary>The request that is under way here, where it is sampled; else the default.</summary>
    internal static ActivityContext Caller =>
        _source.HasListeners() && Activity.Current is { Recorded: true } current ? current.Context : default;

    /// <summary>Makes the span of an append that is durable now.</summary>
    /// <param name="queued">When the append began to wait for its group.</param>
    /// <returns>The span's context, or the caller's where the span is not recorded.</returns>
    internal static ActivityContext Appended(ActivityContext caller, string stream, in AppendResult result, DateTimeOffset queued)
    {
        using var span = _source.StartActivity(
            "append",
            ActivityKind.Producer,
            caller,
            [
                new("sensorium.stream", stream),
                new("sensorium.partition", result.Partition),
                new("sensorium.offset", result.FirstOffset),
                new("sensorium.records", result.Count),
            ],
            links: null,
            startTime: queued);
        return span?.Context ?? caller;
    }
}
