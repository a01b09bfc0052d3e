using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.Engine.Execution;

/// <summary>A pipeline's change to another version of a reference table: records from these positions on were joined with it.</summary>
/// <param name="Number">Counts the pipeline's switches.</param>
/// <param name="Table">Name of the reference table.</param>
/// <param name="Fingerprint">Of the version.</param>
/// <param name="Positions">In every partition that the pipeline read then, by the stream's name.</param>
public sealed record ReferenceSwitch(int Number, string Table, string Fingerprint, IReadOnlyList<(string Stream, int Partition, Position Position)> Positions)
{
    /// <summary>The switches that a pipeline's newest checkpoint knows of, in order; none where it has no checkpoint. Changes nothing.</summary>
    /// <param name="checkpoint">The pipeline's folder.</param>
    /// <exception cref="SensoriumException">SN4001: the checkpoint is damaged. SN4014: it does not know of the oldest ones any more.</exception>
    public static IReadOnlyList<ReferenceSwitch> Recorded(IFileSystem files, string checkpoint) => PipelineReferences.Recorded(files, checkpoint);
}
