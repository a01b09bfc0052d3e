namespace Sensorium.City.Logs;

/// <summary>A line that was written, and how often it has come again.</summary>
internal sealed class Repeats(LogLine line)
{
    public LogLine Line => line;

    public required DateTimeOffset Since { get; init; }

    public long Count { get; set; }
}
