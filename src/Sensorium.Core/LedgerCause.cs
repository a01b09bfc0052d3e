namespace Sensorium.Core;

/// <summary>How many records came to a fate for one reason, and where that reason stands.</summary>
public sealed record LedgerCause(Fate Fate, string File, int Line, string Text, long Count);
