using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>An expression's loops for the shapes of batches that came so far; each takes a millisecond or so to make.</summary>
internal sealed class LoopVariants<TLoop>(BoundExpression expression, Func<LoopTraits, TLoop> build)
    where TLoop : Delegate
{
    private readonly int[] _columns = [.. ExpressionTree.Columns(expression)];
    private readonly TLoop?[] _loops = new TLoop?[4];

    public TLoop For(Batch input, int[]? selection)
    {
        var hasNulls = false;
        foreach (var column in _columns)
        {
            hasNulls |= input.Columns[column].HasNulls;
        }

        var shape = new LoopTraits(hasNulls, selection is not null);
        return _loops[(shape.HasNulls ? 2 : 0) + (shape.IsSelected ? 1 : 0)] ??= build(shape);
    }
}
