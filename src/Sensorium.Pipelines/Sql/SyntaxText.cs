using Sensorium.Pipelines.Sql.Ast;

namespace Sensorium.Pipelines.Sql;

/// <summary>An expression as a reader would write it, for reasons and column names.</summary>
internal static class SyntaxText
{
    public static string Of(ExpressionSyntax expression) => expression switch
    {
        NameSyntax name => string.Join('.', name.Parts.Select(part => part.Text)),
        NumberSyntax number => number.Text,
        StringSyntax text => $"'{text.Value}'",
        BooleanSyntax boolean => boolean.Value ? "true" : "false",
        NullSyntax => "NULL",
        BinarySyntax binary => $"{Of(binary.Left)} {binary.Operator} {Of(binary.Right)}",
        LogicalSyntax logical => string.Join(logical.IsAnd ? " AND " : " OR ", logical.Operands.Select(Of)),
        NotSyntax not => $"NOT {Of(not.Operand)}",
        NegateSyntax negate => $"-{Of(negate.Operand)}",
        BetweenSyntax between => $"{Of(between.Operand)} {(between.IsNegated ? "NOT " : "")}BETWEEN {Of(between.Low)} AND {Of(between.High)}",
        InSyntax list => $"{Of(list.Operand)} {(list.IsNegated ? "NOT " : "")}IN ({string.Join(", ", list.Items.Select(Of))})",
        IsSyntax test => $"{Of(test.Operand)} IS {(test.IsNegated ? "NOT " : "")}{test.Test.ToString().ToUpperInvariant()}",
        LikeSyntax like => $"{Of(like.Operand)} {(like.IsNegated ? "NOT " : "")}LIKE {Of(like.Pattern)}",
        CallSyntax call => $"{call.Name.Text}({(call.IsStar ? "*" : string.Join(", ", call.Arguments.Select(Of)))})",
        CastSyntax cast => $"CAST({Of(cast.Operand)} AS {cast.Target.Kind})",
        _ => "…",
    };
}
