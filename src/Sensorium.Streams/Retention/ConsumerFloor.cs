namespace Sensorium.Streams.Retention;

/// <summary>How far all registered pipelines have committed in a partition.</summary>
/// <param name="Pipeline">The one furthest behind; null where none is registered.</param>
/// <param name="Offset">What it reads next; the largest there is where none is registered.</param>
internal readonly record struct ConsumerFloor(string? Pipeline, long Offset);
