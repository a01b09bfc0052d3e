using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Engine.Expressions;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Partition;

/// <summary>
/// The way into a partitioned table. Delta has one text for an empty partition value and for NULL, so a row whose value is the empty text is
/// rejected: read back, it would be another.
/// </summary>
/// <param name="statement">Where the table is declared.</param>
internal sealed class PartitionOperator(TableDefinition table, SourceSpan statement, LaneOutputs outputs, OperatorInput next) : Operator
{
    private readonly int[] _texts = TextsOf(table);
    private readonly FaultedRows _faults = new();
    private int[] _kept = [];

    /// <returns>The operator, or <paramref name="next"/> itself where no column needs it.</returns>
    public static OperatorInput Before(TableDefinition table, SourceSpan statement, LaneOutputs outputs, OperatorInput next) =>
        TextsOf(table).Length == 0 ? next : new(new PartitionOperator(table, statement, outputs, next));

    public override void Process(int input, RowSet rows)
    {
        _faults.Clear();
        foreach (var column in _texts)
        {
            var texts = rows.Batch.Text(column);
            for (var i = 0; i < rows.Count; i++)
            {
                var row = rows.Row(i);
                if (texts.IsValid(row) && texts[row].Length == 0)
                {
                    _faults.Faults.Add(row, RowFault.EmptyPartition, statement);
                }
            }
        }

        if (!_faults.Any)
        {
            next.Process(rows);
            return;
        }

        _faults.Reject(rows, outputs);
        if (_kept.Length < rows.Count)
        {
            _kept = new int[rows.Count];
        }

        var (selection, count) = (rows.Selection, rows.Count);
        var kept = _faults.Faults.Keep(selection, count, _kept);
        if (kept > 0)
        {
            (rows.Selection, rows.Count) = (_kept, kept);
            next.Process(rows);
            (rows.Selection, rows.Count) = (selection, count);
        }
    }

    private static int[] TextsOf(TableDefinition table) =>
        [.. table.PartitionColumns.Select(table.Schema.IndexOf).Where(column => table.Schema[column].Type == TypeKind.Varchar)];
}
