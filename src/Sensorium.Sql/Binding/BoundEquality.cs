using Sensorium.Sql.Plan;

namespace Sensorium.Sql.Binding;

/// <summary>Whether two bound expressions say the same, wherever they stand in the text.</summary>
internal static class BoundEquality
{
    public static bool AreSame(BoundExpression? left, BoundExpression? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (ColumnReference a, ColumnReference b) => a.Index == b.Index,
        (Literal a, Literal b) => a.Type == b.Type && Equals(a.Value, b.Value),
        (FunctionCall a, FunctionCall b) => ReferenceEquals(a.Function, b.Function) && AreSame(a.Arguments, b.Arguments),
        (CastExpression a, CastExpression b) => a.Target == b.Target && a.Try == b.Try && AreSame(a.Operand, b.Operand),
        (NotExpression a, NotExpression b) => AreSame(a.Operand, b.Operand),
        (NullTest a, NullTest b) => a.Negated == b.Negated && AreSame(a.Operand, b.Operand),
        (LogicalExpression a, LogicalExpression b) => a.IsAnd == b.IsAnd && AreSame(a.Operands, b.Operands),
        (CaseExpression a, CaseExpression b) =>
            a.Type == b.Type && a.Branches.Count == b.Branches.Count && AreSame(a.Otherwise, b.Otherwise)
            && a.Branches.Zip(b.Branches).All(pair =>
                AreSame(pair.First.Condition, pair.Second.Condition) && AreSame(pair.First.Value, pair.Second.Value)),
        _ => false,
    };

    private static bool AreSame(IReadOnlyList<BoundExpression> left, IReadOnlyList<BoundExpression> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => AreSame(pair.First, pair.Second));
}
