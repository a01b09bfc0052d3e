using Sensorium.Core.Sources;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>A stream that a pipeline reads, and where its records come from.</summary>
/// <param name="CsvHeader">By partition, the names of the fields of its CSV records; null where they come in declared order.</param>
public sealed record PipelineInput(StreamDefinition Stream, ISource Source, Func<int, IReadOnlyList<string>?>? CsvHeader = null);
