namespace Sensorium.Core;

/// <summary>One thing wrong with what a user wrote.</summary>
/// <param name="Location">File, line and column, or the name of an environment variable or flag; null where the message says it.</param>
public sealed record Problem(string Code, string? Location, string Message, string Fix);
