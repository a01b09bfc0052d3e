using Sensorium.City.Lake;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.City.Pipelines;

/// <summary>Drops a pipeline's tables and checkpoint, so that its next start fills them again from the beginning of its streams.</summary>
/// <param name="checkpoints">Folder of the checkpoints, in <paramref name="files"/>.</param>
internal sealed class TableRebuild(LakeAccess lake, IFileSystem files, string checkpoints)
{
    /// <param name="name">Of a pipeline, or of its table.</param>
    /// <param name="logOf">Physical name of a stream → its log.</param>
    /// <exception cref="SensoriumException">SN1026: there is no such pipeline; SN4010: rows would be lost.</exception>
    public async Task Drop(
        string name, IReadOnlyList<PipelineSupervisor> pipelines, Func<string, StreamLog> logOf, CancellationToken cancellation)
    {
        var pipeline = pipelines.FirstOrDefault(pipeline => pipeline.Id == name || pipeline.Id == TableName.OfPipeline(name))
            ?? throw new SensoriumException(
            "SN1026",
            $"no pipeline of the city makes a table {name}.",
            $"give one of {string.Join(", ", pipelines.Select(pipeline => pipeline.Id))}.");
        if (pipeline.Streams.FirstOrDefault(
            stream => logOf(stream).Partitions.Any(partition => partition.Start.ToOffset() > 0)) is { } shortened)
        {
            throw new SensoriumException(
                "SN4010",
                $"{pipeline.Id} cannot be rebuilt: the log of {shortened} no longer goes back to its beginning, so rows would be lost.",
                "keep the table, and give the changed pipeline a new name.");
        }

        if (pipeline.Tables.Contains(AlertTable.Name))
        {
            throw new SensoriumException(
                "SN4010",
                $"{pipeline.Id} cannot be rebuilt: its rows lie in the table that all alerts share.",
                "keep them, and give the changed alert a new name.");
        }

        // The checkpoint goes first: a table without one is refused until it is dropped too.
        files.DeleteDirectory(Path.Combine(checkpoints, pipeline.Id));
        foreach (var table in pipeline.Tables)
        {
            await lake.Drop(table, cancellation);
        }
    }
}
