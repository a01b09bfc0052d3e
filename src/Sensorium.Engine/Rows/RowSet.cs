using Sensorium.Core;

namespace Sensorium.Engine.Rows;

/// <summary>Rows on their way through a pipeline: columns, which rows still count, and where each came from.</summary>
internal sealed class RowSet(Batch batch)
{
    public Batch Batch { get; set; } = batch;

    /// <summary>Rows that count, ascending; null for all of the batch.</summary>
    public int[]? Selection { get; set; }

    /// <summary>How many rows count.</summary>
    public int Count { get; set; }

    /// <summary>Row of the batch → row of <see cref="Origins"/>; null where they are the same.</summary>
    public int[]? OriginRows { get; set; }

    /// <summary>
    /// The branch of UNION ALL that the rows came by since they were records or left an operator's state, 0 for none: rows of one record
    /// are taken in the order of their branches.
    /// </summary>
    public int Branch { get; set; }

    /// <summary>Null for rows of which nobody asks what becomes of them.</summary>
    public RowOrigins? Origins { get; set; }

    public int Row(int i) => Selection is null ? i : Selection[i];

    public int Origin(int row) => OriginRows is null ? row : OriginRows[row];
}
