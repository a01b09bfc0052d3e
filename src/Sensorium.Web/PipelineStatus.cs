namespace Sensorium.Web;

/// <summary>How far a pipeline has come.</summary>
/// <param name="Watermark">Event time before which it expects nothing more; null before its first record.</param>
/// <param name="Lag">How long the oldest record that it has not read waits; zero where none does.</param>
/// <param name="Tables">Full names of its table, and of those of late and rejected records.</param>
public sealed record PipelineStatus(DateTimeOffset? Watermark, TimeSpan Lag, IReadOnlyList<string> Tables);
