using Sensorium.Core;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Project;

/// <summary>SELECT list: one expression a column. A row on which one fails is rejected.</summary>
internal sealed class ProjectOperator(ProjectNode node, LaneOutputs outputs, OperatorInput next) : Operator
{
    private readonly ExpressionColumns _columns = new(node.Expressions);
    private readonly FaultedRows _faults = new();
    private readonly Batch _batch = new(node.Schema);
    private readonly RowSet _rows = new(new(node.Schema));
    private int[] _originRows = [];
    private int[] _selection = [];

    public override void Process(int input, RowSet rows)
    {
        _faults.Clear();
        _columns.Evaluate(rows.Batch, rows.Selection, rows.Count, _faults.Faults);
        _columns.Columns.CopyTo(_batch.Columns, 0);
        _batch.Count = rows.Count;
        _rows.Batch = _batch;
        _rows.Origins = rows.Origins;
        _rows.Branch = rows.Branch;
        _rows.OriginRows = OriginRows(rows);
        _rows.Selection = null;
        _rows.Count = rows.Count;
        if (_faults.Any)
        {
            _faults.Reject(rows, outputs);
            SelectOthers(rows);
        }

        if (_rows.Count > 0)
        {
            next.Process(_rows);
        }
    }

    private int[]? OriginRows(RowSet rows)
    {
        if (rows.Selection is null && rows.OriginRows is null)
        {
            return null;
        }

        if (_originRows.Length < rows.Count)
        {
            _originRows = new int[Math.Max(rows.Count, _originRows.Length * 2)];
        }

        for (var i = 0; i < rows.Count; i++)
        {
            _originRows[i] = rows.Origin(rows.Row(i));
        }

        return _originRows;
    }

    private void SelectOthers(RowSet rows)
    {
        if (_selection.Length < rows.Count)
        {
            _selection = new int[rows.Count];
        }

        var left = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (!_faults.Faults.Contains(rows.Row(i)))
            {
                _selection[left++] = i;
            }
        }

        (_rows.Selection, _rows.Count) = (_selection, left);
    }
}
