namespace Sensorium.Engine.Operators;

/// <summary>
/// The best that has come of the rows made of a record, worst first: a record is stored if one of its rows is.
/// </summary>
internal enum RowOutcome : byte
{
    None,
    Duplicate,
    Filtered,
    Rejected,
    Emitted,
}
