using Sensorium.Core;
using Sensorium.Engine.Expressions.Compilation;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions;

/// <summary>An expression as a loop that writes a column.</summary>
public sealed class CompiledProjection
{
    private readonly LoopVariants<ProjectionLoop> _loops;

    internal CompiledProjection(BoundExpression expression)
    {
        expression = ConstantFolding.Fold(expression);
        SourceColumn = expression is ColumnReference column ? column.Index : -1;
        _loops = new(expression, shape => ProjectionBuilder.Build(expression, shape));
    }

    /// <summary>
    /// Where the expression is nothing but a column, that column's index, else −1. Without a selection, the column itself is the result and
    /// need not be copied.
    /// </summary>
    public int SourceColumn { get; }

    /// <summary>
    /// Clears <paramref name="output"/> and fills it densely: its row i is the value on the i-th selected row. Where the expression fails,
    /// the output is null and the input's row is noted in <paramref name="faults"/>.
    /// </summary>
    /// <param name="selection">Row numbers of the input, ascending; null for its first <paramref name="count"/> rows.</param>
    /// <param name="output">Of the expression's type. A coded text column that is passed on stays coded; other text is copied.</param>
    /// <param name="arena">For text on the way; may be reset as soon as the call returns.</param>
    public void Evaluate(Batch input, int[]? selection, int count, Column output, RowFaults faults, TextArena arena)
    {
        output.Clear();
        if (SourceColumn >= 0)
        {
            ColumnCopy.Gather(input.Columns[SourceColumn], selection, count, output);
            return;
        }

        output.EnsureCapacity(count);
        _loops.For(input, selection)(input, selection, count, output, faults, arena);
    }
}
