using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.City.Runs;

/// <summary>Which tables statements of a city fill, by full name.</summary>
internal static class RunTables
{
    /// <summary>What a pipeline writes: its rows, and its late and rejected records.</summary>
    public static string[] Of(PipelineDefinition pipeline)
    {
        var name = pipeline is AlertPipeline alert ? TableName.OfPipeline(alert.Name) : pipeline.Id;
        return [pipeline is AlertPipeline ? AlertTable.Name : name, TableName.LateOf(name), TableName.RejectedOf(name)];
    }

    /// <summary>What keeps a stream's records: all of them, and those that are no rows of it.</summary>
    public static string[] OfStream(StreamDefinition stream) =>
        [TableName.OfStream(stream.PhysicalName), TableName.RejectedOf(TableName.OfStream(stream.Name))];
}
