using Sensorium.Sql.Plan;

namespace Sensorium.City.Runs;

/// <summary>Which tables statements of a city fill, by full name.</summary>
internal static class RunTables
{
    /// <summary>What a pipeline writes: its rows, and its late and rejected records.</summary>
    public static string[] Of(PipelineDefinition pipeline)
    {
        var name = pipeline is AlertPipeline alert ? $"processed.{alert.Name}" : pipeline.Id;
        return [pipeline is AlertPipeline ? AlertTable.Name : name, $"{name}__late", $"{name}__rejected"];
    }

    /// <summary>What keeps a stream's records: all of them, and those that are no rows of it.</summary>
    public static string[] OfStream(StreamDefinition stream) => [$"raw.{stream.PhysicalName}", $"raw.{stream.Name}__rejected"];
}
