namespace Sensorium.Engine.Decode.Templates;

/// <summary>The records of a chunk that have followed a template so far, and those that have not.</summary>
internal unsafe struct TemplateRows
{
    /// <summary>Where each record that follows stands.</summary>
    public byte** At;

    /// <summary>Its number, which is its row.</summary>
    public int* Rows;

    public int Count;

    /// <summary>Numbers of the records that do not follow, in no order.</summary>
    public int* Failed;

    public int FailedCount;

    /// <summary>Where the block's data ends.</summary>
    public byte* Limit;

    /// <summary>To locals, which loops keep in registers.</summary>
    public readonly void Deconstruct(out byte** at, out int* rows, out int count, out byte* limit, out int* failed, out int failures)
    {
        at = At;
        rows = Rows;
        count = Count;
        limit = Limit;
        failed = Failed;
        failures = FailedCount;
    }
}
