using System.Text;
using Sensorium.Core.Time;
using Sensorium.Core;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;

namespace Sensorium.Sql.Binding;

/// <summary>Casts nobody has to write: widening numbers, NULL to any type, a literal text to the time it is compared with.</summary>
internal static class Coercion
{
    public const int Impossible = int.MaxValue / 64;

    public static bool IsNull(BoundExpression expression) => expression is Literal { Value: null };

    /// <summary>How far a value is from a type: 0 for its own, <see cref="Impossible"/> where a cast must be written.</summary>
    public static int Cost(BoundExpression expression, TypeKind target) =>
        expression.Type == target || IsNull(expression) ? 0
        : IsTimeText(expression, target) ? 8
        : !CastRules.IsImplicit(expression.Type, target) ? Impossible
        : expression.Type == TypeKind.Integer && target == TypeKind.Double ? 2
        : 1;

    /// <summary>The type all values can take, or null.</summary>
    public static TypeKind? CommonType(IReadOnlyList<BoundExpression> values)
    {
        var typed = values.Where(value => !IsNull(value)).ToList();
        if (typed.Count == 0)
        {
            return values[0].Type;
        }

        foreach (var candidate in typed.Select(value => value.Type).Distinct())
        {
            if (typed.All(value => Cost(value, candidate) < Impossible))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The value as a type that <see cref="Cost"/> finds possible.</summary>
    public static BoundExpression? To(BoundExpression expression, TypeKind target, DiagnosticList diagnostics) => expression switch
    {
        _ when expression.Type == target => expression,
        Literal { Value: null } => new Literal(null, target, expression.Span),
        Literal { Value: int number } when target == TypeKind.BigInt => new Literal((long)number, target, expression.Span),
        Literal { Value: int number } when target == TypeKind.Double => new Literal((double)number, target, expression.Span),
        Literal { Value: long number, Type: TypeKind.BigInt } when target == TypeKind.Double =>
            new Literal((double)number, target, expression.Span),
        Literal { Value: string text } when IsTimeText(expression, target) => Time(text, target, expression.Span, diagnostics),
        _ => new CastExpression(expression, target, false, expression.Span),
    };

    public static BoundExpression? Time(string text, TypeKind target, SourceSpan span, DiagnosticList diagnostics)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (target == TypeKind.Date && TimeText.TryParse(utf8, out int date))
        {
            return new Literal(date, target, span);
        }

        if (target == TypeKind.Timestamp && TimeText.TryParse(utf8, out long instant))
        {
            return new Literal(instant, target, span);
        }

        diagnostics.Add("SN2008", span, $"'{text}' is no {CanonicalText.Type(target)}",
            target == TypeKind.Date
                ? "write '2026-11-24'"
                : "write '2026-11-24 10:15:30', which is UTC, or with a zone as in '2026-11-24T10:15:30+01:00'");
        return null;
    }

    private static bool IsTimeText(BoundExpression expression, TypeKind target) =>
        expression is Literal { Value: string } && target is TypeKind.Timestamp or TypeKind.Date;
}
