using System.Diagnostics;

namespace Sensorium.Engine.Execution;

/// <summary>Spans of epochs, and of the sampled requests whose records they commit. Without a listener none are made.</summary>
public static class PipelineTracing
{
    public const string Name = "Sensorium.Engine";

    /// <summary>Requests that one epoch names; of more, the first of each partition stand.</summary>
    internal const int MostTraces = 256;

    private static readonly ActivitySource _source = new(Name);

    internal static bool IsOn => _source.HasListeners();

    /// <summary>The span of an epoch's commit, linked to the requests whose records' positions it covers.</summary>
    internal static Activity? Epoch(string pipeline, long epoch, IReadOnlyList<ActivityContext> covered) => _source.StartActivity(
        "epoch",
        ActivityKind.Internal,
        parentContext: default,
        [new("sensorium.pipeline", pipeline), new("sensorium.epoch", epoch)],
        covered.Select(trace => new ActivityLink(trace)));

    /// <summary>A step within an epoch's span.</summary>
    internal static Activity? Step(string name) => Activity.Current?.Source == _source ? _source.StartActivity(name) : null;

    /// <summary>
    /// Writes into a request's own trace that an epoch has committed its records' positions: who looks at the trace of a POST finds
    /// the commit there.
    /// </summary>
    /// <param name="epoch">The epoch's span, ended or not.</param>
    internal static void Committed(ActivityContext trace, Activity? epoch, string table, long number, DateTimeOffset began) => _source.StartActivity(
        "commit",
        ActivityKind.Consumer,
        trace,
        [new("sensorium.table", table), new("sensorium.epoch", number)],
        epoch is null ? null : [new(epoch.Context)],
        began)?.Dispose();
}
