using Sensorium.Core;
using Sensorium.Pipelines.Expressions;
using Sensorium.Pipelines.Sql;
using Sensorium.Pipelines.State;

namespace Sensorium.Pipelines.Operators;

/// <summary>Rows on which an expression failed, and their rejection.</summary>
internal sealed class FaultedRows(SourceSpan span)
{
    public RowFaults Faults { get; } = new();

    public bool Any => Faults.Count > 0;

    public void Clear() => Faults.Clear();

    /// <summary>Rejects the failed rows among those that were asked for; faults are by row of the batch.</summary>
    /// <returns>How many failed.</returns>
    public int Reject(RowSet rows, LaneOutputs outputs)
    {
        if (!Any)
        {
            return 0;
        }

        var faulted = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            if (Faults[row] is var fault and not RowFault.None)
            {
                faulted++;
                Reject(rows, row, fault, outputs);
            }
        }

        return faulted;
    }

    /// <summary>Rejects the failed rows of a dense result; faults are by row of that result.</summary>
    /// <param name="selection">Takes the rows that are left.</param>
    public int RejectDense(RowSet dense, LaneOutputs outputs, int[] selection)
    {
        var left = 0;
        for (var row = 0; row < dense.Count; row++)
        {
            if (Faults[row] is var fault and not RowFault.None)
            {
                Reject(dense, row, fault, outputs);
            }
            else
            {
                selection[left++] = row;
            }
        }

        return left;
    }

    /// <summary>Rejects a row of the batch if it failed as row <paramref name="dense"/> of a dense result.</summary>
    public bool RejectAt(RowSet rows, int dense, int row, LaneOutputs outputs)
    {
        if (!Any || Faults[dense] == RowFault.None)
        {
            return false;
        }

        Reject(rows, row, Faults[dense], outputs);
        return true;
    }

    private void Reject(RowSet rows, int row, RowFault fault, LaneOutputs outputs)
    {
        if (rows.Origins is { } origins)
        {
            outputs.Reject(origins, rows.Origin(row), new(Fate.Rejected, span.File, span.Line, Text(fault)));
        }
    }

    private static string Text(RowFault fault) => fault switch
    {
        RowFault.DivisionByZero => "division by zero",
        RowFault.Overflow => "a number does not fit its type",
        RowFault.CastFailed => "a value cannot be cast",
        _ => "a function was given an argument outside its range",
    };
}
