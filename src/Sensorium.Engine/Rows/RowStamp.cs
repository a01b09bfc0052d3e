namespace Sensorium.Engine.Rows;

/// <summary>
/// Where a row comes in the total order that ties are broken by: (event time, partition, position), then the stream, then the branch of
/// UNION ALL.
/// </summary>
/// <param name="Input">Of the pipeline; −1 for a row that an operator made.</param>
internal readonly record struct RowStamp(long EventTime, int Partition, long Offset, int Input, int Branch) : IComparable<RowStamp>
{
    public int CompareTo(RowStamp other)
    {
        var order = EventTime.CompareTo(other.EventTime);
        order = order != 0 ? order : Partition.CompareTo(other.Partition);
        order = order != 0 ? order : Offset.CompareTo(other.Offset);
        order = order != 0 ? order : Input.CompareTo(other.Input);
        return order != 0 ? order : Branch.CompareTo(other.Branch);
    }
}
