namespace Sensorium.Engine.Decode;

/// <summary>
/// Numbers the records that readers mark in their tree of members, so that marks of one record say nothing about another.
/// </summary>
internal sealed class RecordCounter
{
    private long _last;

    public long Next() => ++_last;
}
