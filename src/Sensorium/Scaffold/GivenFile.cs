namespace Sensorium.Scaffold;

/// <summary>A file that a city is made from.</summary>
/// <param name="Stream">Name of its stream; null takes the file's.</param>
internal sealed record GivenFile(string? Stream, string Path);
