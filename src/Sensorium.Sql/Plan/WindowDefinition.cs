namespace Sensorium.Sql.Plan;

/// <summary>
/// TUMBLE and HOP: windows of <paramref name="Size"/> that start every <paramref name="Slide"/>, from 1970-01-01 plus
/// <paramref name="Offset"/>.
/// </summary>
/// <param name="Slide">Equal to <paramref name="Size"/> for TUMBLE. Size is a whole multiple of it.</param>
/// <param name="Zone">IANA name for windows of whole days in a city's own time, else null.</param>
public sealed record WindowDefinition(WindowKind Kind, TimeSpan Size, TimeSpan Slide, TimeSpan Offset, string? Zone);

public enum WindowKind : byte
{
    Tumble,
    Hop,
}
