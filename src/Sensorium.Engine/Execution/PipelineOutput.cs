using Sensorium.Core.Tables;

namespace Sensorium.Engine.Execution;

/// <summary>One of a pipeline's tables, and how far it is committed.</summary>
internal sealed class PipelineOutput(ITable table, PendingRows rows)
{
    private TableTail? _tail;

    public ITable Table { get; } = table;

    public PendingRows Rows { get; } = rows;

    /// <summary>The newest epoch that had rows for this table; 0 before the first.</summary>
    public long Epoch { get; set; }

    /// <summary>The one with rows before that.</summary>
    public long EpochBefore { get; set; }

    /// <summary>The files of <see cref="Epoch"/>, as the checkpoint lists them.</summary>
    public IReadOnlyList<StagedFile> Files { get; set; } = [];

    /// <summary>The rows that wait, for who looks; the last one given where nothing has changed since.</summary>
    public TableTail Tail(string applicationId)
    {
        if (_tail is null || _tail.Made != Rows.Made || _tail.Epoch != Epoch || _tail.ApplicationId != applicationId)
        {
            _tail = new(Table.Name, Table.Schema, applicationId, Epoch, Rows.Batches, Rows.Made);
        }

        return _tail;
    }
}
