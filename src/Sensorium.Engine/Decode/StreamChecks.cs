namespace Sensorium.Engine.Decode;

/// <summary>
/// A stream's CHECKs. They see only records that are good in every other way; the first that a record fails is its reason.
/// </summary>
/// <param name="needed">By column of the stream's schema: whether it is materialised.</param>
internal sealed class StreamChecks(IReadOnlyList<ColumnCheck> checks, bool[] needed)
{
    private RejectReason[] _verdicts = [];
    private RejectReason[] _own = [];
    private int[] _columns = [];
    private int[] _rows = [];

    /// <summary>Moves the rows that fail to the rejected ones.</summary>
    public void Run(DecodedBatch batch)
    {
        if (checks.Count == 0 || batch.Count == 0)
        {
            return;
        }

        Prepare(batch.Count);
        var verdicts = _verdicts.AsSpan(0, batch.Count);
        var own = _own.AsSpan(0, batch.Count);
        verdicts.Clear();
        var failed = false;
        foreach (var check in checks)
        {
            own.Clear();
            if (!check.Validate(batch.Rows, own, _rows))
            {
                continue;
            }

            failed = true;
            for (var row = 0; row < own.Length; row++)
            {
                if (own[row] != RejectReason.None && verdicts[row] == RejectReason.None)
                {
                    verdicts[row] = own[row];
                    _columns[row] = check.Column;
                }
            }
        }

        if (failed)
        {
            Remove(batch);
        }
    }

    /// <summary>Gives up what room a large block took.</summary>
    public void Trim() => (_verdicts, _own, _columns, _rows) = ([], [], [], []);

    private void Prepare(int rows)
    {
        if (_rows.Length < rows)
        {
            var size = Math.Max(rows, _rows.Length * 2);
            (_verdicts, _own, _columns, _rows) = (new RejectReason[size], new RejectReason[size], new int[size], new int[size]);
        }
    }

    private void Remove(DecodedBatch batch)
    {
        var count = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            if (_verdicts[row] == RejectReason.None)
            {
                _rows[count++] = row;
            }
            else
            {
                batch.Rejected.Add(new(batch.RecordIndex[row], _verdicts[row], _columns[row]));
            }
        }

        var kept = _rows.AsSpan(0, count);
        batch.KeepCells(kept, needed);
        RowCompaction.Move(batch.RecordIndex, kept);
        RowCompaction.Move(batch.EventTimes, kept);
        RowCompaction.Move(batch.Clock, kept);
        batch.Rows.Count = count;
        batch.Rejected.Sort(static (left, right) => left.Record.CompareTo(right.Record));
    }
}
