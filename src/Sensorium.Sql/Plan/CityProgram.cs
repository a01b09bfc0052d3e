namespace Sensorium.Sql.Plan;

/// <summary>All statements of a city, bound.</summary>
public sealed record CityProgram(IReadOnlyList<StreamDefinition> Streams, IReadOnlyList<PipelineDefinition> Pipelines);
