using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators;

/// <summary>Rows of a batch on which an expression failed, and their rejection.</summary>
internal sealed class FaultedRows
{
    public RowFaults Faults { get; } = new();

    public bool Any => Faults.Count > 0;

    public void Clear() => Faults.Clear();

    /// <summary>Rejects the failed rows, each with its first fault and the line of SQL that failed.</summary>
    public void Reject(RowSet rows, LaneOutputs outputs)
    {
        if (rows.Origins is not { } origins)
        {
            return;
        }

        for (var i = 0; i < Faults.Count; i++)
        {
            var (row, fault, span) = Faults[i];
            outputs.Reject(rows.Batch, row, origins, rows.Origin(row), new(Fate.Rejected, span.File, span.Line, Text(fault)));
        }
    }

    private static string Text(RowFault fault) => fault switch
    {
        RowFault.DivisionByZero => "division by zero",
        RowFault.Overflow => "a number does not fit its type",
        RowFault.CastFailed => "a value cannot be cast",
        RowFault.EmptyPartition => "an empty text is no partition of a table, where it would be NULL",
        _ => "a function was given an argument outside its range",
    };
}
