using Sensorium.Core;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Lookup;

/// <summary>
/// JOIN with a reference table: each row comes out once for each of its partners. A row without one is filtered, or with LEFT JOIN stays
/// beside nulls. A row on which a key's expression fails is rejected.
/// </summary>
internal sealed class LookupOperator(LookupNode node, LookupSource source, LaneOutputs outputs, OperatorInput next) : Operator
{
    /// <summary>Rows that are passed on together where a row may have several partners.</summary>
    private const int PairsABatch = 8192;

    private readonly ExpressionColumns _keys = new(node.InputKeys);
    private readonly RowKey _key = new();
    private readonly FaultedRows _faults = new();
    private readonly Cause _cause = new(Fate.Filtered, node.Span.File, node.Span.Line, $"no partner in {node.Reference.Name}");
    private readonly int _inputs = node.Input.Schema.Count;
    private readonly bool[] _defined = node.Input.DefinedColumns();
    private readonly Batch _own = new(node.Schema);
    private readonly Batch _batch = new(node.Schema);
    private readonly RowSet _rows = new(new(node.Schema));
    private LookupTable _table = source.Table;
    private int[] _partners = [];
    private int[] _selection = [];
    private int[] _dropped = [];
    private int[] _pairInputs = [];
    private int[] _pairOrigins = [];

    public override void Process(int input, RowSet rows)
    {
        _table = source.Table;
        _faults.Clear();
        _keys.Evaluate(rows.Batch, rows.Selection, rows.Count, _faults.Faults);
        _faults.Reject(rows, outputs);
        if (_table.IsUnique)
        {
            ProcessUnique(rows);
        }
        else
        {
            ProcessPairs(rows);
        }
    }

    /// <summary>At most one partner a row: the input's columns stay as they are, and the reference's are gathered beside them.</summary>
    private void ProcessUnique(RowSet rows)
    {
        var width = rows.Count == 0 ? 0 : rows.Row(rows.Count - 1) + 1;
        Reserve(width);
        _partners.AsSpan(0, width).Fill(_table.NullRow);
        var (kept, dropped) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            if (_faults.Any && _faults.Faults.Contains(row))
            {
                continue;
            }

            if (Find(i) is var partner and >= 0)
            {
                _partners[row] = partner;
            }
            else if (!node.IsLeft)
            {
                _dropped[dropped++] = rows.Origin(row);
                continue;
            }

            _selection[kept++] = row;
        }

        outputs.Drop(rows.Origins, _dropped.AsSpan(0, dropped), _cause);
        if (kept == 0)
        {
            return;
        }

        rows.Batch.Columns.AsSpan(0, _inputs).CopyTo(_batch.Columns);
        Gather(_partners, width);
        _batch.Count = width;
        (_rows.Batch, _rows.Origins, _rows.OriginRows, _rows.Branch) = (_batch, rows.Origins, rows.OriginRows, rows.Branch);
        (_rows.Selection, _rows.Count) = (kept == width ? null : _selection, kept);
        next.Process(_rows);
    }

    private void ProcessPairs(RowSet rows)
    {
        Reserve(Math.Max(rows.Count, PairsABatch));
        var (pairs, dropped) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            if (_faults.Any && _faults.Faults.Contains(row))
            {
                continue;
            }

            var partner = Find(i);
            if (partner < 0 && !node.IsLeft)
            {
                _dropped[dropped++] = rows.Origin(row);
                continue;
            }

            do
            {
                _pairInputs[pairs] = row;
                _pairOrigins[pairs] = rows.Origin(row);
                _partners[pairs++] = partner < 0 ? _table.NullRow : partner;
                if (pairs == PairsABatch)
                {
                    Pass(rows, pairs);
                    pairs = 0;
                }

                partner = partner < 0 ? -1 : _table.Next(partner);
            }
            while (partner >= 0);
        }

        outputs.Drop(rows.Origins, _dropped.AsSpan(0, dropped), _cause);
        if (pairs > 0)
        {
            Pass(rows, pairs);
        }
    }

    private void Pass(RowSet rows, int pairs)
    {
        for (var column = 0; column < _inputs; column++)
        {
            if (_defined[column])
            {
                _batch.Columns[column] = ColumnGather.Gather(rows.Batch.Columns[column], _pairInputs, pairs, _own.Columns[column]);
            }
        }

        Gather(_partners, pairs);
        _batch.Count = pairs;
        (_rows.Batch, _rows.Origins, _rows.OriginRows, _rows.Branch) = (_batch, rows.Origins, _pairOrigins, rows.Branch);
        (_rows.Selection, _rows.Count) = (null, pairs);
        next.Process(_rows);
    }

    private void Gather(int[] partners, int count)
    {
        for (var column = _inputs; column < _batch.Columns.Length; column++)
        {
            _batch.Columns[column] = ColumnGather.Gather(_table.Rows.Columns[column - _inputs], partners, count, _own.Columns[column]);
        }
    }

    /// <param name="i">Of the dense keys.</param>
    private int Find(int i) => _key.TryEquate(_keys.Columns, i, out var key) ? _table.Find(key) : -1;

    private void Reserve(int rows)
    {
        if (_partners.Length < rows)
        {
            var size = Math.Max(rows, _partners.Length * 2);
            (_partners, _selection, _dropped) = (new int[size], new int[size], new int[size]);
            (_pairInputs, _pairOrigins) = (new int[size], new int[size]);
        }
    }
}
