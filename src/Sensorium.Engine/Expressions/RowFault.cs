namespace Sensorium.Engine.Expressions;

/// <summary>Why an expression failed on a row. The row is rejected with this as its reason; the pipeline goes on.</summary>
public enum RowFault : byte
{
    None,
    DivisionByZero,
    Overflow,
    CastFailed,
    InvalidArgument,

    /// <summary>Not of an expression: the row cannot be told from one whose partition is NULL.</summary>
    EmptyPartition,
}
