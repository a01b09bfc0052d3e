namespace Sensorium.Scaffold;

/// <summary>A stream as it is written into the city's SQL.</summary>
/// <param name="Name">In SQL.</param>
/// <param name="PhysicalName">In the log.</param>
/// <param name="EventTime">Index of a column; −1 where the records have no time.</param>
/// <param name="Key">Index of a column; −1 where none is a device.</param>
/// <param name="Zone">Of times without one; null where all have one.</param>
/// <param name="Nulls">Text that stands for null.</param>
internal sealed record InferredStream(
    string Name,
    string PhysicalName,
    string Comment,
    IReadOnlyList<InferredColumn> Columns,
    int EventTime,
    int Key,
    string? Zone,
    string? Nulls)
{
    /// <summary>Columns whose means, lows and highs say something.</summary>
    public IReadOnlyList<InferredColumn> Measures { get; init; } = [];

    /// <summary>Of its files; null where they are JSON, or there are none.</summary>
    public FileSniffer? Csv { get; init; }

    /// <summary>Of the watermark.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan? Idle { get; init; }

    /// <summary>What was found, guessed and measured, for the comment above the stream.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public InferredColumn? Time => EventTime < 0 ? null : Columns[EventTime];

    public InferredColumn? Device => Key < 0 ? null : Columns[Key];
}
