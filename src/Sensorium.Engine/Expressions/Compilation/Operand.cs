using System.Linq.Expressions;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>A value in generated code. Both parts are free of effects and may be read late, once each unless they are variables.</summary>
/// <param name="Value">Of the physical type; any value of it where the operand is null.</param>
/// <param name="IsNull">Null where the operand never is.</param>
internal readonly record struct Operand(Expression Value, Expression? IsNull)
{
    public bool IsNullable => IsNull is not null;
}
