namespace Sensorium.Engine.State;

/// <summary>The best that has come of a group's rows in the windows fired so far; a record is stored if one of its windows is.</summary>
internal enum WindowOutcome : byte
{
    None,
    Duplicate,
    Filtered,
    Rejected,
    Emitted,
}
