using Sensorium.Core;
using Sensorium.Pipelines.Expressions;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Operators;

/// <summary>Several expressions over the same rows, as dense columns. A plain column reference costs a gather, or nothing.</summary>
internal sealed class ExpressionColumns
{
    private readonly BoundExpression[] _expressions;
    private readonly CompiledProjection?[] _projections;
    private readonly Column[] _own;
    private readonly TextArena _arena = new();

    public ExpressionColumns(IReadOnlyList<BoundExpression> expressions, SourceSpan span)
    {
        _expressions = [.. expressions];
        _projections = [.. expressions.Select(expression => expression is ColumnReference ? null : ExpressionCompiler.Projection(expression))];
        _own = [.. expressions.Select(expression => Column.Create(expression.Type))];
        Columns = [.. _own];
        Faults = new(span);
    }

    /// <summary>The results of the last <see cref="Evaluate"/>; row i belongs to the i-th row asked for.</summary>
    public Column[] Columns { get; }

    public FaultedRows Faults { get; }

    public void Evaluate(Batch batch, int[]? selection, int count)
    {
        _arena.Reset();
        Faults.Clear();
        for (var i = 0; i < _expressions.Length; i++)
        {
            if (_projections[i] is { } projection)
            {
                _own[i].Clear();
                _own[i].EnsureCapacity(count);
                projection.Evaluate(batch, selection, count, _own[i], Faults.Faults, _arena);
                Columns[i] = _own[i];
            }
            else
            {
                Columns[i] = ColumnGather.Gather(batch.Columns[((ColumnReference)_expressions[i]).Index], selection, count, _own[i]);
            }
        }
    }
}
