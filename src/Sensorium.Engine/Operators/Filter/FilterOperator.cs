using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Filter;

/// <summary>WHERE and HAVING: rows whose predicate is not true are filtered, rows on which it fails are rejected.</summary>
internal sealed class FilterOperator(FilterNode node, LaneOutputs outputs, OperatorInput next) : Operator
{
    private readonly CompiledFilter _filter = ExpressionCompiler.Filter(node.Predicate);
    private readonly Cause _cause = new(Fate.Filtered, node.Span.File, node.Span.Line, node.Text);
    private readonly FaultedRows _faults = new();
    private readonly TextArena _arena = new();
    private int[] _selected = [];
    private int[] _dropped = [];

    public override void Process(int input, RowSet rows)
    {
        if (_selected.Length < rows.Count)
        {
            _selected = new int[Math.Max(rows.Count, _selected.Length * 2)];
        }

        _arena.Reset();
        _faults.Clear();
        var kept = _filter.Select(rows.Batch, rows.Selection, rows.Count, _selected, _faults.Faults, _arena);
        if (kept < rows.Count)
        {
            _faults.Reject(rows, outputs);
            DropOthers(rows, kept);
        }

        if (kept > 0)
        {
            var (selection, count) = (rows.Selection, rows.Count);
            (rows.Selection, rows.Count) = (_selected, kept);
            next.Process(rows);
            (rows.Selection, rows.Count) = (selection, count);
        }
    }

    private void DropOthers(RowSet rows, int kept)
    {
        if (rows.Origins is null)
        {
            return;
        }

        if (_dropped.Length < rows.Count)
        {
            _dropped = new int[_selected.Length];
        }

        var (dropped, k) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            if (k < kept && _selected[k] == row)
            {
                k++;
            }
            else if (!_faults.Any || !_faults.Faults.Contains(row))
            {
                _dropped[dropped++] = rows.Origin(row);
            }
        }

        outputs.Drop(rows.Origins, _dropped.AsSpan(0, dropped), _cause);
    }
}
