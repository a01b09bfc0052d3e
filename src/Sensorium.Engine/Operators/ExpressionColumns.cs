using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>Several expressions over the same rows, as dense columns. A plain column reference costs a gather, or nothing.</summary>
internal sealed class ExpressionColumns
{
    private readonly CompiledProjection[] _projections;
    private readonly Column[] _own;
    private readonly TextArena _arena = new();

    public ExpressionColumns(IReadOnlyList<BoundExpression> expressions)
    {
        _projections = [.. expressions.Select(ExpressionCompiler.Project)];
        _own = [.. expressions.Select(expression => Column.Create(expression.Type))];
        Columns = [.. _own];
    }

    /// <summary>The results of the last <see cref="Evaluate"/>; row i belongs to the i-th row asked for.</summary>
    public Column[] Columns { get; }

    /// <param name="faults">Takes the rows of the batch on which an expression fails; what is there in the results is null.</param>
    public void Evaluate(Batch batch, int[]? selection, int count, RowFaults faults)
    {
        _arena.Reset();
        for (var i = 0; i < _projections.Length; i++)
        {
            if (_projections[i].SourceColumn is var column and >= 0)
            {
                Columns[i] = ColumnGather.Gather(batch.Columns[column], selection, count, _own[i]);
            }
            else
            {
                _projections[i].Evaluate(batch, selection, count, _own[i], faults, _arena);
                Columns[i] = _own[i];
            }
        }
    }
}
