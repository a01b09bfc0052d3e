namespace Sensorium.CommandLine;

/// <summary>One thing wrong with what a user wrote.</summary>
/// <param name="Place">File, line and column, or the name of an environment variable or flag; null where the message says it.</param>
internal sealed record Problem(string Code, string? Place, string Message, string Fix);
