namespace Sensorium.Streams;

/// <summary><c>stream.json</c>: written once, when all partitions stand.</summary>
internal sealed record StreamFile(int Format, string Stream, int Partitions);
