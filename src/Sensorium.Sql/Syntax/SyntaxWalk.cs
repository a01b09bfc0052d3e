using Sensorium.Sql.Binding;

namespace Sensorium.Sql.Syntax;

/// <summary>Walks over expressions as written.</summary>
internal static class SyntaxWalk
{
    /// <summary>The first aggregate in an expression, or null.</summary>
    public static CallSyntax? FindAggregate(ExpressionSyntax expression) =>
        expression is CallSyntax call && ExpressionBinder.IsAggregate(call.Name.Text)
        ? call
        : Children(expression).Select(FindAggregate).FirstOrDefault(found => found is not null);

    private static IEnumerable<ExpressionSyntax> Children(ExpressionSyntax expression) => expression switch
    {
        NegateSyntax negate => [negate.Operand],
        NotSyntax not => [not.Operand],
        BinarySyntax binary => [binary.Left, binary.Right],
        LogicalSyntax logical => logical.Operands,
        BetweenSyntax between => [between.Operand, between.Low, between.High],
        InSyntax membership => [membership.Operand, .. membership.Items],
        LikeSyntax like => [like.Operand, like.Pattern],
        IsSyntax test => [test.Operand],
        DistinctSyntax distinct => [distinct.Left, distinct.Right],
        CaseSyntax choice => ((IEnumerable<ExpressionSyntax?>)[choice.Operand, choice.Otherwise]).OfType<ExpressionSyntax>()
            .Concat(choice.Branches.SelectMany(branch => new[] { branch.Condition, branch.Value })),
        CastSyntax cast => [cast.Operand],
        CallSyntax call => call.Arguments,
        ExtractSyntax extract => [extract.Operand],
        TimeRoundSyntax round => [round.Operand],
        _ => [],
    };
}
