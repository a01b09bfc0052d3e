namespace Sensorium.Engine.State;

/// <summary>
/// A waiting row's place in the order in which rows leave: (event time, partition, position), then input, then the order in which the rows
/// of one record were made.
/// </summary>
internal readonly record struct ReorderKey(long EventTime, int Partition, long Offset, int Input, int Index) : IComparable<ReorderKey>
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

        return Input != other.Input ? Input.CompareTo(other.Input) : Index.CompareTo(other.Index);
    }
}
