using System.Globalization;
using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <summary>
/// Bound expressions for people: columns by name, casts where they happen, every operation in parentheses where it stands inside another.
/// </summary>
internal static class ExpressionText
{
    public static string Of(BoundExpression expression) => expression switch
    {
        ColumnReference column => column.Name,
        Literal literal => Value(literal),
        FunctionCall { Arguments.Count: 2 } call when !char.IsLetter(call.Function.Name[0]) =>
            $"{Inner(call.Arguments[0])} {call.Function.Name} {Inner(call.Arguments[1])}",
        FunctionCall { Arguments.Count: 1 } call when !char.IsLetter(call.Function.Name[0]) =>
            call.Function.Name + Inner(call.Arguments[0]),
        FunctionCall call => $"{call.Function.Name}({string.Join(", ", call.Arguments.Select(Of))})",
        CastExpression cast => $"{(cast.Try ? "TRY_CAST" : "CAST")}({Of(cast.Operand)} AS {TypeName(cast.Target)})",
        NotExpression not => $"NOT {Inner(not.Operand)}",
        NullTest test => $"{Inner(test.Operand)} IS {(test.Negated ? "NOT " : "")}NULL",
        LogicalExpression logical => string.Join(logical.IsAnd ? " AND " : " OR ", logical.Operands.Select(Inner)),
        CaseExpression choice =>
            "CASE" + string.Concat(choice.Branches.Select(branch => $" WHEN {Of(branch.Condition)} THEN {Of(branch.Value)}"))
            + $"{(choice.Otherwise is null ? "" : $" ELSE {Of(choice.Otherwise)}")} END",
        _ => throw new InvalidOperationException($"{expression.GetType().Name} has no text"),
    };

    public static string TypeName(TypeKind type) => CanonicalText.Type(type);

    private static string Inner(BoundExpression expression) => expression switch
    {
        LogicalExpression or NotExpression or NullTest => $"({Of(expression)})",
        FunctionCall call when !char.IsLetter(call.Function.Name[0]) => $"({Of(expression)})",
        _ => Of(expression),
    };

    private static string Value(Literal literal) => literal.Value switch
    {
        null => "NULL",
        bool value => value ? "TRUE" : "FALSE",
        string text => CanonicalText.Text(text),
        double number => number.ToString("0.0###############################", CultureInfo.InvariantCulture) is var text && text.Length < 25
            && double.Parse(text, CultureInfo.InvariantCulture).Equals(number) ? text : number.ToString("R", CultureInfo.InvariantCulture),
        long micros when literal.Type == TypeKind.Timestamp => $"TIMESTAMP '{new EventTime(micros)}'",
        long micros when literal.Type == TypeKind.Interval => $"INTERVAL '{Syntax.IntervalText.Describe(micros)}'",
        int days when literal.Type == TypeKind.Date => $"DATE '{new EventTime(days * 86_400_000_000L).ToString().Split('T')[0]}'",
        byte[] bytes => $"x'{Convert.ToHexString(bytes)}'",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
