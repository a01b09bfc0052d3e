namespace Sensorium.Pipelines.Decode;

/// <summary>Numbers the records that readers mark in their tree of members, so that marks of one record say nothing about another.</summary>
internal sealed class RecordCounter
{
    private int _last;

    /// <summary>Never negative.</summary>
    public int Next() => _last = unchecked(_last + 1) & int.MaxValue;
}
