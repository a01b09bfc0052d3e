using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Pipelines.Decode;
using Sensorium.Pipelines.Expressions;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql.Ast;

namespace Sensorium.Pipelines.Sql;

internal sealed partial class Binder
{
    private const int Never = 1_000_000;

    private static readonly TimestampText UtcText = new("UTC");

    private static readonly Dictionary<string, AggregateKind> AggregateNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["count"] = AggregateKind.Count,
        ["sum"] = AggregateKind.Sum,
        ["avg"] = AggregateKind.Avg,
        ["min"] = AggregateKind.Min,
        ["max"] = AggregateKind.Max,
        ["first"] = AggregateKind.First,
        ["first_value"] = AggregateKind.First,
        ["last"] = AggregateKind.Last,
        ["last_value"] = AggregateKind.Last,
    };

    private BoundExpression BindCondition(ExpressionSyntax syntax, BoundRelation input, List<AggregateCall>? aggregates = null)
    {
        var condition = BindExpression(syntax, input, aggregates);
        return condition.Type == TypeKind.Boolean
            ? condition
            : throw new BindingException("SN2106", syntax.Span, $"A condition is BOOLEAN, and this is {condition.Type}.", "Compare it with something.");
    }

    private static ColumnReference Resolve(NameSyntax name, BoundRelation input)
    {
        var column = name.Parts[^1];
        if (name.Parts.Count > 1 && !name.Parts[0].Text.Equals(input.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new BindingException("SN2101", name.Span, $"FROM has no {name.Parts[0].Text}.", input.Name is null ? "Leave the prefix out." : $"Write {input.Name}.{column.Text}.");
        }

        if (input.Window is not null && Array.FindIndex(WindowColumns, known => known.Equals(column.Text, StringComparison.OrdinalIgnoreCase)) is var window and >= 0)
        {
            return new(-1 - window, WindowColumns[window], TypeKind.Timestamp, name.Span);
        }

        var index = input.Plan.Schema.IndexOf(column.Text);
        if (index < 0)
        {
            throw new BindingException("SN2102", name.Span, $"There is no column {column.Text}.", Spelling.Advice(column.Text, input.Plan.Schema.Fields.Select(field => field.Name), $"The columns are {string.Join(", ", input.Plan.Schema.Fields.Take(input.Hidden).Select(field => field.Name))}."));
        }

        var found = input.Plan.Schema[index];
        return new(index, found.Name, found.Type, name.Span);
    }

    /// <param name="aggregates">Takes the aggregates met; null where none may stand.</param>
    private BoundExpression BindExpression(ExpressionSyntax syntax, BoundRelation input, List<AggregateCall>? aggregates)
    {
        BoundExpression Bind(ExpressionSyntax part) => BindExpression(part, input, aggregates);
        BoundExpression Condition(ExpressionSyntax part) => BindCondition(part, input, aggregates);
        var span = syntax.Span;
        switch (syntax)
        {
            case NameSyntax name:
                return Resolve(name, input);
            case NumberSyntax number:
                return Number(number.Text, span);
            case StringSyntax text:
                return new Literal(text.Value, TypeKind.Varchar, span);
            case BooleanSyntax boolean:
                return new Literal(boolean.Value, TypeKind.Boolean, span);
            case NullSyntax:
                return new Literal(null, TypeKind.Varchar, span);
            case IntervalSyntax interval:
                return new Literal(interval.Micros, TypeKind.Interval, span);
            case TimeLiteralSyntax time:
                return Convert(new Literal(time.Text, TypeKind.Varchar, span), time.IsDate ? TypeKind.Date : TypeKind.Timestamp);
            case NegateSyntax { Operand: NumberSyntax number }:
                return Number("-" + number.Text, span);
            case NegateSyntax negate:
                return Function("negate", span, [Bind(negate.Operand)]);
            case BinarySyntax binary:
                return Function(binary.Operator == "!=" ? "<>" : binary.Operator, span, [Bind(binary.Left), Bind(binary.Right)]);
            case LogicalSyntax logical:
                return new LogicalExpression(logical.IsAnd, [.. logical.Operands.Select(Condition)], span);
            case NotSyntax not:
                return new NotExpression(Condition(not.Operand), span);
            case BetweenSyntax between:
                var operand = Bind(between.Operand);
                BoundExpression range = new LogicalExpression(true, [Function(">=", span, [operand, Bind(between.Low)]), Function("<=", span, [operand, Bind(between.High)])], span);
                return between.IsNegated ? new NotExpression(range, span) : range;
            case InSyntax list:
                var searched = Bind(list.Operand);
                BoundExpression any = list.Items.Count == 1
                    ? Function("=", span, [searched, Bind(list.Items[0])])
                    : new LogicalExpression(false, [.. list.Items.Select(item => Function("=", span, [searched, Bind(item)]))], span);
                return list.IsNegated ? new NotExpression(any, span) : any;
            case IsSyntax { Test: TruthTest.Null or TruthTest.Unknown } test:
                return new NullTest(Bind(test.Operand), test.IsNegated, span);
            case IsSyntax test:
                var condition = Condition(test.Operand);
                BoundExpression holds = new CaseExpression([new(test.Test == TruthTest.True ? condition : new NotExpression(condition, span), new Literal(true, TypeKind.Boolean, span))], new Literal(false, TypeKind.Boolean, span), TypeKind.Boolean, span);
                return test.IsNegated ? new NotExpression(holds, span) : holds;
            case LikeSyntax like:
                var matched = Function("like", span, [Bind(like.Operand), Bind(like.Pattern), .. like.Escape is null ? [] : new[] { Bind(like.Escape) }]);
                return like.IsNegated ? new NotExpression(matched, span) : matched;
            case CastSyntax cast:
                return Cast(Bind(cast.Operand), cast.Target.Kind, cast.IsTry, span);
            case CaseSyntax choice:
                return Case(choice, Bind, Condition);
            case ExtractSyntax extract:
                return Function("extract", span, [new Literal(extract.Unit.ToLowerInvariant(), TypeKind.Varchar, span), Bind(extract.Operand)]);
            case UnitSyntax unit:
                return new Literal(unit.Unit.ToLowerInvariant(), TypeKind.Varchar, span);
            case CallSyntax call:
                return Call(call, input, aggregates);
            default:
                throw new BindingException("SN2120", span, "This expression is not built in this release.", "Write it another way for now.");
        }
    }

    private BoundExpression Call(CallSyntax call, BoundRelation input, List<AggregateCall>? aggregates)
    {
        var name = call.Name.Text.ToLowerInvariant();
        if (name is "now" or "current_timestamp" or "random" or "rand" or "uuid")
        {
            throw new BindingException("SN2107", call.Span, $"{name} would give other rows on every run, and the same log must give the same tables.", "Use _appended_at, the time when the stream took the record in.");
        }

        if (AggregateNames.TryGetValue(name, out var kind))
        {
            if (aggregates is null)
            {
                throw new BindingException("SN2108", call.Span, $"{name} cannot stand here.", "Aggregates stand in the SELECT list and in HAVING, not inside each other.");
            }

            return Aggregate(call, kind, input, aggregates);
        }

        var arguments = call.Arguments.Select(argument => BindExpression(argument, input, aggregates)).ToList();
        if (name == "coalesce" && arguments.Count > 0)
        {
            var type = Common(arguments, call.Span);
            return new CaseExpression(
                [.. arguments.Take(arguments.Count - 1).Select(argument => new CaseBranch(new NullTest(argument, true, call.Span), Convert(argument, type)))],
                Convert(arguments[^1], type), type, call.Span);
        }

        if (name == "nullif" && arguments is [var value, var unwanted])
        {
            return new CaseExpression([new(Function("=", call.Span, [value, unwanted]), new Literal(null, value.Type, call.Span))], value, value.Type, call.Span);
        }

        return Function(name, call.Span, arguments);
    }

    private ColumnReference Aggregate(CallSyntax call, AggregateKind kind, BoundRelation input, List<AggregateCall> aggregates)
    {
        var isCountAll = kind == AggregateKind.Count && call.IsStar;
        if (!isCountAll && call.Arguments.Count != 1)
        {
            throw new BindingException("SN2109", call.Span, $"{call.Name.Text} takes one argument.", "For example avg(value).");
        }

        var argument = isCountAll ? null : BindExpression(call.Arguments[0], input, null);
        var result = kind switch
        {
            AggregateKind.Count => TypeKind.BigInt,
            AggregateKind.Avg when argument!.Type is TypeKind.Integer or TypeKind.BigInt or TypeKind.Double => TypeKind.Double,
            AggregateKind.Sum when argument!.Type is TypeKind.Integer or TypeKind.BigInt => TypeKind.BigInt,
            AggregateKind.Sum when argument!.Type == TypeKind.Double => TypeKind.Double,
            AggregateKind.Min or AggregateKind.Max when argument!.Type != TypeKind.Point => argument.Type,
            AggregateKind.First or AggregateKind.Last => argument!.Type,
            _ => throw new BindingException("SN2109", call.Span, $"{call.Name.Text} does not take {argument!.Type}.", "sum and avg take numbers, min and max anything with an order."),
        };
        var filter = call.Filter is null ? null : BindCondition(call.Filter, input with { Window = null });
        var bound = new AggregateCall(isCountAll ? AggregateKind.CountAll : kind, argument, filter, result, call.Span);
        var index = aggregates.FindIndex(other => other.Kind == bound.Kind && Same(other.Argument, argument) && Same(other.Filter, filter));
        if (index < 0)
        {
            index = aggregates.Count;
            aggregates.Add(bound);
        }

        return new(FirstAggregate - index, call.Name.Text, result, call.Span);

        static bool Same(BoundExpression? left, BoundExpression? right) => left is null || right is null ? left is null && right is null : BoundText.Of(left) == BoundText.Of(right);
    }

    private static FunctionCall Function(string name, SourceSpan span, IReadOnlyList<BoundExpression> arguments)
    {
        var overloads = FunctionCatalog.Overloads(name);
        if (overloads.Count == 0)
        {
            throw new BindingException("SN2108", span, $"There is no function {name}.", Spelling.Advice(name, FunctionCatalog.Names.Concat(AggregateNames.Keys), "docs/sql-functions.md lists them."));
        }

        ScalarFunction? best = null;
        var bestCost = Never;
        foreach (var overload in overloads.Where(overload => overload.Parameters.Count == arguments.Count))
        {
            var cost = arguments.Zip(overload.Parameters, Cost).Sum();
            if (cost < bestCost)
            {
                (best, bestCost) = (overload, cost);
            }
        }

        return best is not null
            ? new(best, [.. arguments.Zip(best.Parameters, Convert)], span)
            : throw new BindingException("SN2109", span, $"{name} does not take ({string.Join(", ", arguments.Select(argument => argument.Type))}).", $"It takes {string.Join(" or ", overloads.Select(overload => $"({string.Join(", ", overload.Parameters)})").Distinct())}.");
    }

    private static int Cost(BoundExpression argument, TypeKind parameter) => (argument.Type, parameter) switch
    {
        var (from, to) when from == to => argument is Literal { Value: null } ? 1 : 0,
        _ when argument is Literal { Value: null } => 1,
        (TypeKind.Integer, TypeKind.BigInt) or (TypeKind.BigInt, TypeKind.Double) => 1,
        (TypeKind.Integer, TypeKind.Double) => 2,
        (TypeKind.Date, TypeKind.Timestamp) => 2,
        (TypeKind.Varchar, TypeKind.Timestamp or TypeKind.Date) when argument is Literal => 2,
        _ => Never,
    };

    private static BoundExpression Convert(BoundExpression expression, TypeKind target)
    {
        if (expression.Type == target)
        {
            return expression;
        }

        if (expression is not Literal literal)
        {
            return new CastExpression(expression, target, false, expression.Span);
        }

        switch (literal.Value, target)
        {
            case (null, _):
                return literal with { Type = target };
            case (int whole, TypeKind.BigInt):
                return new Literal((long)whole, target, literal.Span);
            case (int whole, TypeKind.Double):
                return new Literal((double)whole, target, literal.Span);
            case (long whole, TypeKind.Double):
                return new Literal((double)whole, target, literal.Span);
            case (string text, TypeKind.Timestamp) when UtcText.Read(Encoding.UTF8.GetBytes(text), out var micros) == RejectReason.None:
                return new Literal(micros, target, literal.Span);
            case (string text, TypeKind.Date) when TimestampText.ReadDate(Encoding.UTF8.GetBytes(text), out var days, out _):
                return new Literal((int)days, target, literal.Span);
            case (string text, TypeKind.Timestamp or TypeKind.Date):
                throw new BindingException("SN2109", literal.Span, $"'{text}' is no {target}.", "Write '2026-05-04 12:00:00' or '2026-05-04'.");
            default:
                return new CastExpression(expression, target, false, expression.Span);
        }
    }

    private static BoundExpression Cast(BoundExpression operand, TypeKind target, bool isTry, SourceSpan span) =>
        operand.Type == target ? operand
        : operand is Literal { Value: null } or Literal { Value: string } && target is TypeKind.Timestamp or TypeKind.Date ? Convert(operand, target)
        : Casts.Exists(operand.Type, target) ? new CastExpression(operand, target, isTry, span)
        : throw new BindingException("SN2109", span, $"{operand.Type} cannot be cast to {target}.", "docs/sql.md lists the casts there are.");

    private static CaseExpression Case(CaseSyntax choice, Func<ExpressionSyntax, BoundExpression> bind, Func<ExpressionSyntax, BoundExpression> condition)
    {
        var operand = choice.Operand is null ? null : bind(choice.Operand);
        var conditions = choice.Branches.Select(branch => operand is null ? condition(branch.Condition) : Function("=", branch.Condition.Span, [operand, bind(branch.Condition)])).ToList();
        var values = choice.Branches.Select(branch => bind(branch.Value)).ToList();
        var otherwise = choice.Otherwise is null ? null : bind(choice.Otherwise);
        var type = Common(otherwise is null ? values : [.. values, otherwise], choice.Span);
        return new([.. conditions.Zip(values, (when, value) => new CaseBranch(when, Convert(value, type)))], otherwise is null ? null : Convert(otherwise, type), type, choice.Span);
    }

    private static TypeKind Common(IReadOnlyList<BoundExpression> values, SourceSpan span)
    {
        foreach (var candidate in values.Where(value => value is not Literal { Value: null }).Select(value => value.Type).Distinct())
        {
            if (values.All(value => Cost(value, candidate) < Never))
            {
                return candidate;
            }
        }

        return values.All(value => value is Literal { Value: null })
            ? TypeKind.Varchar
            : throw new BindingException("SN2109", span, $"The values have no type in common: {string.Join(", ", values.Select(value => value.Type).Distinct())}.", "Cast them to one type.");
    }

    private static Literal Number(string text, SourceSpan span)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
        {
            return new(small, TypeKind.Integer, span);
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large)
            ? new(large, TypeKind.BigInt, span)
            : new(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), TypeKind.Double, span);
    }
}
