using System.Diagnostics;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>A stream that a pipeline reads, and where its records come from.</summary>
/// <param name="CsvHeader">By partition, the names of the fields of its CSV records; null where they come in declared order.</param>
/// <param name="Committed">Is told, by partition, the position before which the pipeline will never read again.</param>
/// <param name="Traces">The sampled requests whose records lie, in a partition, from one position up to another; null where none are known.</param>
public sealed record PipelineInput(
    StreamDefinition Stream,
    ISource Source,
    Func<int, IReadOnlyList<string>?>? CsvHeader = null,
    Action<int, Position>? Committed = null,
    Func<int, Position, Position, IReadOnlyList<ActivityContext>>? Traces = null);
