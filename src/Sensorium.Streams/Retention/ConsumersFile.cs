namespace Sensorium.Streams.Retention;

/// <summary><c>consumers.json</c>.</summary>
/// <param name="Pipelines">By pipeline, what it reads next in each partition.</param>
internal sealed record ConsumersFile(int Format, SortedDictionary<string, long[]> Pipelines);
