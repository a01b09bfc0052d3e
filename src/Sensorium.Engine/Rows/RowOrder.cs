namespace Sensorium.Engine.Rows;

/// <summary>The order of a batch's rows for first and last.</summary>
/// <param name="branch">Of UNION ALL, by which they all came; see <see cref="RowSet.Branch"/>.</param>
internal readonly ref struct RowOrder(RowOrigins origins, ReadOnlySpan<int> originRows, int branch)
{
    private readonly ReadOnlySpan<int> _originRows = originRows;

    public RowStamp this[int i]
    {
        get
        {
            var row = _originRows[i];
            return new(origins.EventTimes[row], origins.Partitions[row], origins.Offsets[row], origins.InputOf(row), branch);
        }
    }
}
