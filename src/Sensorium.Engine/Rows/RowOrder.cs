namespace Sensorium.Engine.Rows;

/// <summary>The order of rows for first and last: (event time, partition, position).</summary>
internal readonly ref struct RowOrder(RowOrigins origins, ReadOnlySpan<int> originRows)
{
    private readonly ReadOnlySpan<int> _originRows = originRows;

    public RowStamp this[int i]
    {
        get
        {
            var row = _originRows[i];
            return new(origins.EventTimes[row], origins.Partitions[row], origins.Offsets[row]);
        }
    }
}
