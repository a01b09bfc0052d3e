using Sensorium.Engine.Expressions;
using Sensorium.Core;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Expressions;

/// <summary>Short forms of bound expressions.</summary>
internal static class Expr
{
    public static BoundExpression Ref(int index, TypeKind type) => new ColumnReference(index, $"c{index}", type, default);

    public static BoundExpression Constant(object? value, TypeKind type) => new Literal(value, type, default);

    public static BoundExpression Double(double value) => Constant(value, TypeKind.Double);

    public static BoundExpression Text(string value) => Constant(value, TypeKind.Varchar);

    public static BoundExpression Call(string name, params BoundExpression[] arguments) => At(default, name, arguments);

    public static BoundExpression At(SourceSpan span, string name, params BoundExpression[] arguments)
    {
        var function = BuiltInFunctions.Catalog.Overloads(name).First(overload => overload.IsVariadic
            ? arguments.All(argument => argument.Type == overload.Parameters[^1])
            : overload.Parameters.SequenceEqual(arguments.Select(argument => argument.Type)));
        return new FunctionCall(function, arguments, span);
    }

    public static BoundExpression And(params BoundExpression[] operands) => new LogicalExpression(true, operands, default);

    public static BoundExpression Or(params BoundExpression[] operands) => new LogicalExpression(false, operands, default);

    public static BoundExpression Not(BoundExpression operand) => new NotExpression(operand, default);

    public static BoundExpression IsNull(BoundExpression operand) => new NullTest(operand, false, default);

    public static BoundExpression IsNotNull(BoundExpression operand) => new NullTest(operand, true, default);

    public static BoundExpression Case(BoundExpression condition, BoundExpression value, BoundExpression? otherwise = null) =>
        new CaseExpression([new(condition, value)], otherwise, value.Type, default);
}
