namespace Sensorium.Engine.Rows;

/// <summary>A row's place in the total order that ties are broken by.</summary>
internal readonly record struct RowStamp(long EventTime, int Partition, long Offset) : IComparable<RowStamp>
{
    public int CompareTo(RowStamp other)
    {
        var order = EventTime.CompareTo(other.EventTime);
        order = order != 0 ? order : Partition.CompareTo(other.Partition);
        return order != 0 ? order : Offset.CompareTo(other.Offset);
    }
}
