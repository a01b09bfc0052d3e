using Sensorium.Core;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators;

/// <summary>Where one lane, or the merge stage, puts rows that are dropped with a reason, and counts of causes.</summary>
internal sealed class LaneOutputs(IReadOnlyList<string> streams)
{
    public RecordOutput Late { get; } = new(RecordTables.Late);

    public RecordOutput Rejected { get; } = new(RecordTables.Rejected);

    private readonly JsonCells _cells = new();

    public CauseCounts Causes { get; } = new(streams.Count);

    /// <summary>By input, since the executor last took them.</summary>
    public RowNotes[] Notes { get; } = new RowNotes[streams.Count];

    public void DropLate(RowOrigins origins, int row)
    {
        origins.Drop(row, Fate.Late);
        if (origins.Block is { } block)
        {
            Late.Add(streams[origins.Input], origins.Partitions[row], block, origins.Records[row]);
            Late.AddTime(origins.EventTimes[row]);
            Late.AddTime(origins.Watermarks[row]);
            Late.EndRow();
        }
    }

    /// <param name="rows">Where the row stands that failed.</param>
    /// <param name="batchRow">Index in the batch of <paramref name="rows"/>; its origin is the row that is dropped.</param>
    public void Reject(Batch rows, int batchRow, RowOrigins origins, int row, Cause cause)
    {
        origins.Drop(row, Fate.Rejected);
        var input = origins.InputOf(row);
        Causes.Add(cause, Math.Max(input, 0), 1);
        if (origins.Block is { } block)
        {
            RejectRecord(origins.Input, origins.Partitions[row], block, origins.Records[row], cause.Text);
            return;
        }

        if (input >= 0)
        {
            Rejected.Add(streams[input], origins.Partitions[row], origins.Offsets[row]);
        }
        else
        {
            Rejected.Add(_cells.Object([.. rows.Schema.Fields.Select(field => field.Name)], rows.Columns, batchRow));
        }

        Rejected.AddText(cause.Text);
        Rejected.EndRow();
    }

    /// <summary>Drops rows without writing them to a side table.</summary>
    /// <param name="originRows">Indexes into the origins.</param>
    public void Drop(RowOrigins? origins, ReadOnlySpan<int> originRows, Cause cause)
    {
        if (originRows.IsEmpty || origins is null)
        {
            return;
        }

        foreach (var row in originRows)
        {
            origins.Drop(row, cause.Fate);
        }

        if (origins.Inputs is not { } inputs)
        {
            Causes.Add(cause, Math.Max(origins.Input, 0), originRows.Length);
            return;
        }

        foreach (var row in originRows)
        {
            Causes.Add(cause, Math.Max(inputs[row], 0), 1);
        }
    }

    public void RejectRecord(int input, int partition, Core.Sources.RecordBlock block, int record, string reason)
    {
        Rejected.Add(streams[input], partition, block, record);
        Rejected.AddText(reason);
        Rejected.EndRow();
    }
}
