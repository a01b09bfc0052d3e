using System.Diagnostics;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>A stream that a pipeline reads, and where its records come from.</summary>
/// <param name="Stream">Its format is that of the records here, which in files may be another than in the log.</param>
/// <param name="CsvHeader">By partition, the names of the fields of its CSV records; null where they come in declared order.</param>
/// <param name="Committed">Is told, by partition, the position before which the pipeline will never read again.</param>
/// <param name="Traces">The sampled requests whose records lie, in a partition, from one position up to another; null where none are known.</param>
public sealed record PipelineInput(
    StreamDefinition Stream,
    ISource Source,
    Func<int, IReadOnlyList<string>?>? CsvHeader = null,
    Action<int, Position>? Committed = null,
    Func<int, Position, Position, IReadOnlyList<ActivityContext>>? Traces = null);
