namespace Sensorium.Pipelines.Sql;

/// <summary>Ends the binding of a statement that reads one with an error of its own: one mistake is told once.</summary>
internal sealed class KnownBrokenException : Exception;
