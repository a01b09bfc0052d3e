using Sensorium.Core.Tables;

namespace Sensorium.Pipelines.Runtime;

/// <summary>One of a pipeline's tables, and how far it is committed.</summary>
internal sealed class PipelineOutput(ITable table, PendingRows rows)
{
    public ITable Table { get; } = table;

    public PendingRows Rows { get; } = rows;

    /// <summary>The newest epoch that had rows for this table; 0 before the first.</summary>
    public long Epoch { get; set; }

    /// <summary>The one with rows before that.</summary>
    public long EpochBefore { get; set; }

    /// <summary>The files of <see cref="Epoch"/>, as the checkpoint lists them.</summary>
    public IReadOnlyList<StagedFile> Files { get; set; } = [];
}
