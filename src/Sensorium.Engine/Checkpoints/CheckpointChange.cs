namespace Sensorium.Engine.Checkpoints;

/// <param name="Content">Null removes the section.</param>
internal readonly record struct CheckpointChange(string Key, byte[]? Content);
