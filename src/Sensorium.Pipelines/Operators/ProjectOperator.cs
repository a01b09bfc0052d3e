using Sensorium.Core;
using Sensorium.Pipelines.Expressions;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.State;

namespace Sensorium.Pipelines.Operators;

/// <summary>SELECT list: one expression a column. A row on which one fails is rejected.</summary>
internal sealed class ProjectOperator : Operator
{
    private readonly ProjectNode _node;
    private readonly CompiledProjection?[] _projections;
    private readonly FaultedRows _faults;
    private readonly TextArena _arena = new();
    private readonly LaneOutputs _outputs;
    private readonly Operator _next;
    private readonly Batch _batch;
    private readonly RowSet _rows;
    private int[] _originRows = [];
    private int[] _selection = [];

    public ProjectOperator(ProjectNode node, LaneOutputs outputs, Operator next)
    {
        _node = node;
        _outputs = outputs;
        _next = next;
        _projections = [.. node.Expressions.Select(expression => expression is ColumnReference ? null : ExpressionCompiler.Projection(expression))];
        _faults = new(node.Span);
        _batch = new(node.Schema);
        _rows = new(_batch);
    }

    public override void Process(RowSet rows)
    {
        _arena.Reset();
        _faults.Clear();
        for (var i = 0; i < _projections.Length; i++)
        {
            if (_projections[i] is { } projection)
            {
                var output = _batch.Columns[i];
                output.Clear();
                output.EnsureCapacity(rows.Count);
                projection.Evaluate(rows.Batch, rows.Selection, rows.Count, output, _faults.Faults, _arena);
            }
            else
            {
                _batch.Columns[i] = ColumnGather.Gather(
                    rows.Batch.Columns[((ColumnReference)_node.Expressions[i]).Index], rows.Selection, rows.Count, _batch.Columns[i]);
            }
        }

        _batch.Count = rows.Count;
        _rows.Origins = rows.Origins;
        _rows.OriginRows = null;
        if (rows.Selection is not null || rows.OriginRows is not null)
        {
            if (_originRows.Length < rows.Count)
            {
                _originRows = new int[Math.Max(rows.Count, _originRows.Length * 2)];
            }

            for (var i = 0; i < rows.Count; i++)
            {
                _originRows[i] = rows.Origin(rows.Row(i));
            }

            _rows.OriginRows = _originRows;
        }

        _rows.Selection = null;
        _rows.Count = rows.Count;
        if (_faults.Any)
        {
            if (_selection.Length < rows.Count)
            {
                _selection = new int[rows.Count];
            }

            _rows.Count = _faults.RejectDense(_rows, _outputs, _selection);
            _rows.Selection = _selection;
        }

        if (_rows.Count > 0)
        {
            _next.Process(_rows);
        }
    }
}
