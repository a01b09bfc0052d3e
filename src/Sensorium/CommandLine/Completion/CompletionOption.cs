namespace Sensorium.CommandLine.Completion;

/// <param name="Name">With its dashes.</param>
/// <param name="TakesValue">Whether a value follows it.</param>
/// <param name="Values">All that it can be; empty where there are others.</param>
internal sealed record CompletionOption(string Name, string Description, bool TakesValue, ValueKind Kind, IReadOnlyList<string> Values);
