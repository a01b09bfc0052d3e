using System.Linq.Expressions;
using BatchColumn = Sensorium.Core.Column;
using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>Loops that write an expression's values to a column.</summary>
internal static class ProjectionBuilder
{
    public static ProjectionLoop Build(BoundExpression expression, LoopTraits shape)
    {
        var builder = new LoopBuilder(shape);
        var output = Expression.Parameter(typeof(BatchColumn), "output");
        var column = builder.Local(
            PhysicalType.OfColumn(expression.Type), Expression.Convert(output, PhysicalType.OfColumn(expression.Type)));
        List<Expression> body = [];
        var value = builder.Emit(expression, body);
        var setNull = Expression.Call(column, nameof(BatchColumn.SetNull), null, builder.Index);
        if (PhysicalType.IsText(expression.Type))
        {
            Expression store = Expression.Call(typeof(Kernels), nameof(Kernels.Store), null, column, builder.Index, value.Value);
            body.Add(value.IsNullable
                ? Expression.IfThenElse(
                    value.IsNull!,
                    Expression.Block(
                        Expression.Call(
                            typeof(Kernels), nameof(Kernels.Store), null, column, builder.Index, Expression.Default(typeof(Utf8Text))),
                        setNull),
                    store)
                : store);
        }
        else
        {
            var property = Expression.Property(column, "Values");
            var values = builder.Local(property.Type, property);
            body.Add(Expression.Assign(
                Expression.ArrayAccess(values, builder.Index),
                expression.Type == TypeKind.Boolean
                    ? Expression.Call(typeof(Kernels), nameof(Kernels.ToByte), null, value.Value)
                    : value.Value));
            if (value.IsNullable)
            {
                body.Add(Expression.IfThen(value.IsNull!, setNull));
            }
        }

        var loop = builder.Loop(body, setNull, result: null);
        return Expression.Lambda<ProjectionLoop>(
            loop, builder.Input, builder.Selection, builder.Count, output, builder.Faults, builder.Arena).Compile();
    }
}
