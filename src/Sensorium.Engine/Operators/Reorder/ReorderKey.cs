namespace Sensorium.Engine.Operators.Reorder;

/// <summary>
/// Where a waiting row comes in the order in which rows leave: (event time, partition, position), then input, then the order in which the
/// rows of one record were made: by branch of UNION ALL, and within one as they came.
/// </summary>
internal readonly record struct ReorderKey(long EventTime, int Partition, long Offset, int Input, int Branch, int Index) : IComparable<ReorderKey>
{
    public int CompareTo(ReorderKey other)
    {
        if (EventTime != other.EventTime)
        {
            return EventTime < other.EventTime ? -1 : 1;
        }

        if (Partition != other.Partition)
        {
            return Partition < other.Partition ? -1 : 1;
        }

        if (Offset != other.Offset)
        {
            return Offset < other.Offset ? -1 : 1;
        }

        if (Input != other.Input)
        {
            return Input < other.Input ? -1 : 1;
        }

        return Branch != other.Branch ? Branch.CompareTo(other.Branch) : Index.CompareTo(other.Index);
    }
}
