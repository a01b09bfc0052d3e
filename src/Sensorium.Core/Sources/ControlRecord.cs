namespace Sensorium.Core.Sources;

/// <summary>A record that speaks to the pipeline instead of carrying data. It has a position but no fate.</summary>
/// <param name="Before">Index in the block of the record it stands before; the block's count when it stands after the last.</param>
/// <param name="Value">Of a time mark: event time in microseconds. Of a "nothing before" mark: append time in microseconds. Of a canary: its number.</param>
public readonly record struct ControlRecord(ControlKind Kind, int Before, long Offset, long AppendTime, long Value);
