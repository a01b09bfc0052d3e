using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode;

/// <summary>One column's CHECK as loops over a batch. Where the CHECK is null, the record passes.</summary>
internal sealed class ColumnCheck(int column, BoundExpression check)
{
    private readonly CompiledFilter _passes = ExpressionCompiler.Filter(check);
    private readonly CompiledFilter _fails = ExpressionCompiler.Filter(new NotExpression(check, check.Span));
    private readonly RowFaults _faults = new();
    private readonly TextArena _arena = new();

    public int Column { get; } = column;

    /// <summary>Writes a verdict for each row that does not pass.</summary>
    /// <param name="selected">Room for as many row numbers; undefined afterwards.</param>
    /// <returns>Whether there is any.</returns>
    public bool Validate(Batch rows, Span<RejectReason> verdicts, int[] selected)
    {
        var count = rows.Count;
        // Nearly always all rows pass, and the filter that says so is the one that runs in vectors.
        if (Select(_passes, rows, selected) == count)
        {
            return false;
        }

        var failed = Select(_fails, rows, selected);
        for (var i = 0; i < failed; i++)
        {
            verdicts[selected[i]] = RejectReason.CheckFailed;
        }

        for (var i = 0; i < _faults.Count; i++)
        {
            verdicts[_faults[i].Row] = RejectReason.CheckFault;
        }

        return failed + _faults.Count > 0;
    }

    private int Select(CompiledFilter filter, Batch rows, int[] selected)
    {
        _faults.Clear();
        _arena.Reset();
        return filter.Select(rows, null, rows.Count, selected, _faults, _arena);
    }
}
