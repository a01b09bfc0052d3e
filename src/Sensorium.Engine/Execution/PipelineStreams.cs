using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>What a statement reads.</summary>
public static class PipelineStreams
{
    /// <summary>The streams of a pipeline, each once.</summary>
    public static IReadOnlyList<StreamDefinition> Of(PipelineDefinition pipeline) =>
        [.. PipelineSpec.Of(pipeline, keepsRejected: false).Plan.Streams.Select(input => input.Stream)];
}
