namespace Sensorium.Engine.Sources;

/// <summary>Where a record of text ends.</summary>
/// <param name="Length">Of the record without its line end; −1 where the text does not hold its end.</param>
/// <param name="Next">Offset from the record's start to the next record.</param>
/// <param name="IsLine">Whether the record is one line.</param>
internal readonly record struct RecordEnd(int Length, int Next, bool IsLine)
{
    public static RecordEnd Unknown => new(-1, 0, true);
}
