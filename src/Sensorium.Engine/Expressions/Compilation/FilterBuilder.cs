using System.Linq.Expressions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>Loops that write the numbers of the rows on which a predicate is true.</summary>
internal static class FilterBuilder
{
    public static FilterLoop Build(BoundExpression predicate, LoopTraits shape)
    {
        var builder = new LoopBuilder(shape);
        var selected = Expression.Parameter(typeof(int[]), "selected");
        var used = builder.Local(typeof(int), Expression.Constant(0));
        List<Expression> body = [];
        if (builder.TryEmitTree(predicate) is { } tree)
        {
            // Without a jump, which the processor could mispredict on every other row.
            body.Add(Expression.Assign(Expression.ArrayAccess(selected, used), builder.Row));
            body.Add(Expression.AddAssign(used, Expression.Call(typeof(Kernels), nameof(Kernels.ToInt), null, tree)));
        }
        else
        {
            builder.EmitGuard(predicate, builder.Next, body);
            body.Add(Expression.Assign(Expression.ArrayAccess(selected, used), builder.Row));
            body.Add(Expression.PreIncrementAssign(used));
        }

        var loop = builder.Loop(body, onFault: null, result: used);
        return Expression.Lambda<FilterLoop>(
            loop, builder.Input, builder.Selection, builder.Count, selected, builder.Faults, builder.Arena).Compile();
    }
}
