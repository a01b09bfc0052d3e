namespace Sensorium.Engine.Rows;

/// <summary>
/// Event times of a batch's rows in microseconds, from where the rows came: a stream without an event time has that of its records'
/// arrival, which no column need hold.
/// </summary>
internal readonly ref struct RowTimes(RowSet rows)
{
    private readonly RowSet _rows = rows;
    private readonly ReadOnlySpan<long> _times = rows.Origins!.EventTimes;

    public long this[int row] => _times[_rows.Origin(row)];
}
