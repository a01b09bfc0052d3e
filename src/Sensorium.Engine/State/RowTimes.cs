namespace Sensorium.Engine.State;

/// <summary>Event times of a batch's rows in microseconds: of the records they came from, or for rows that an operator made, of their column.</summary>
internal readonly ref struct RowTimes
{
    private readonly RowSet? _rows;
    private readonly ReadOnlySpan<long> _times;

    public RowTimes(RowSet rows, int timeColumn)
    {
        if (rows.Origins is { Input: >= 0 } origins)
        {
            // A stream without an event time has that of its records' arrival, which its column need not hold.
            _rows = rows;
            _times = origins.EventTimes;
        }
        else
        {
            _times = rows.Batch.Values<long>(timeColumn).Values;
        }
    }

    public long this[int row] => _times[_rows is null ? row : _rows.Origin(row)];
}
