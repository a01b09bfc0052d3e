namespace Sensorium.Engine.Operators.Window;

/// <summary>
/// A pane by its first microsecond and the end of the first window its rows may enter. For rows in time that is the first window over the
/// pane; a partly late row of HOP shares a pane only with rows that are late for the same windows.
/// </summary>
internal readonly record struct PaneKey(long Start, long FirstEnd) : IComparable<PaneKey>
{
    public int CompareTo(PaneKey other) => Start != other.Start ? Start.CompareTo(other.Start) : FirstEnd.CompareTo(other.FirstEnd);
}
