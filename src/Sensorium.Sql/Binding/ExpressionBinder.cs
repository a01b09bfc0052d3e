using System.Globalization;
using Sensorium.Core;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Binding;

/// <summary>
/// Resolves names and types of expressions over one relation. With a grouping, what equals a key is the key's column, aggregates become
/// columns, and nothing else of the input can be seen. Each method gives null where it, or something below it, has reported an error.
/// </summary>
internal sealed partial class ExpressionBinder(Relation relation, Grouping? grouping, FunctionCatalog functions, DiagnosticList diagnostics)
{
    private const int MaxCopies = 10_000;

    private readonly Relation _relation = relation;
    private readonly Grouping? _grouping = grouping;
    private readonly FunctionCatalog _functions = functions;
    private readonly DiagnosticList _diagnostics = diagnostics;
    private int _copies = 1;

    /// <summary>A condition: BOOLEAN or NULL.</summary>
    public BoundExpression? BindCondition(ExpressionSyntax expression, string place)
    {
        if (Bind(expression) is not { } bound)
        {
            return null;
        }

        return Coercion.Cost(bound, TypeKind.Boolean) == 0 ? Coercion.To(bound, TypeKind.Boolean, _diagnostics)
            : Fail("SN2015", expression.Span, $"{place} needs a BOOLEAN, not {TypeName(bound)}", "compare the value with something");
    }

    public BoundExpression? Bind(ExpressionSyntax expression)
    {
        if (_grouping is not null && FindKey(expression) is { } key)
        {
            return key;
        }

        return expression switch
        {
            NameSyntax name => BindName(name),
            NumberSyntax number => BindNumber(number.Text, number.Span),
            StringSyntax text => new Literal(text.Value, TypeKind.Varchar, text.Span),
            BooleanSyntax boolean => new Literal(boolean.Value, TypeKind.Boolean, boolean.Span),
            NullSyntax => new Literal(null, TypeKind.Varchar, expression.Span),
            TimeLiteralSyntax time => Coercion.Time(time.Text, time.IsDate ? TypeKind.Date : TypeKind.Timestamp, time.Span, _diagnostics),
            IntervalSyntax interval => new Literal(interval.Micros, TypeKind.Interval, interval.Span),
            NegateSyntax { Operand: NumberSyntax number } => BindNumber("-" + number.Text, expression.Span),
            NegateSyntax negate => BindFunction("-", [negate.Operand], negate.Span),
            NotSyntax not => BindCondition(not.Operand, "NOT") is { } operand ? new NotExpression(operand, not.Span) : null,
            BinarySyntax binary => BindFunction(binary.Operator, [binary.Left, binary.Right], binary.Span),
            LogicalSyntax logical => BindLogical(logical),
            BetweenSyntax between => BindBetween(between),
            InSyntax membership => BindIn(membership),
            LikeSyntax like => Negate(BindFunction("like", like.Escape is null ? [like.Operand, like.Pattern]
                : [like.Operand, like.Pattern, like.Escape], like.Span), like.IsNegated),
            IsSyntax test => BindIs(test),
            DistinctSyntax distinct => BindDistinct(distinct),
            CaseSyntax choice => BindCase(choice),
            CastSyntax cast => BindCast(cast),
            CallSyntax call => BindCall(call),
            ExtractSyntax extract =>
                BindFunction("extract", [new StringSyntax(extract.Unit.ToLowerInvariant(), extract.Span), extract.Operand], extract.Span),
            TimeRoundSyntax round => BindFunction(round.IsUp ? "ceil" : "floor",
                [round.Operand, new StringSyntax(round.Unit.ToLowerInvariant(), round.Span)], round.Span),
            UnitSyntax unit => new Literal(unit.Unit.ToLowerInvariant(), TypeKind.Varchar, unit.Span),
            StarSyntax => Fail("SN2002", expression.Span, "* stands for all columns, not for a value", "name a column"),
            _ => throw new InvalidOperationException($"{expression.GetType().Name} cannot be bound"),
        };
    }

    private static string TypeName(BoundExpression expression) =>
        Coercion.IsNull(expression) ? "NULL" : CanonicalText.Type(expression.Type);

    private BoundExpression? Fail(string code, SourceSpan span, string message, string advice)
    {
        _diagnostics.Add(code, span, message, advice);
        return null;
    }

    private static BoundExpression? Negate(BoundExpression? operand, bool isNegated) =>
        operand is not null && isNegated ? new NotExpression(operand, operand.Span) : operand;

    /// <summary>The key's column where the expression says the same as a key.</summary>
    private ColumnReference? FindKey(ExpressionSyntax expression)
    {
        if (_grouping!.Keys.Count == 0 || expression is NumberSyntax or StringSyntax or BooleanSyntax or NullSyntax or StarSyntax)
        {
            return null;
        }

        var bound = new ExpressionBinder(_relation, null, _functions, new()).Bind(expression);
        for (var i = 0; bound is not null && i < _grouping.Keys.Count; i++)
        {
            if (BoundEquality.AreSame(bound, _grouping.Keys[i]))
            {
                return new(Grouping.KeyIndex(i), CanonicalText.Expression(expression), bound.Type, expression.Span);
            }
        }

        return null;
    }

    private BoundExpression? BindName(NameSyntax name)
    {
        if (WindowColumn(name) is var window and >= 0)
        {
            return _grouping is not null
                ? new ColumnReference(window, Relation.WindowColumns[window], TypeKind.Timestamp, name.Span)
                : Fail("SN2016", name.Span, $"{name.Parts[^1].Text} is not known here: rows have no window before GROUP BY",
                    "use it in SELECT or HAVING, or compare the event time instead");
        }

        if (Resolve(name) is not { } bound)
        {
            return null;
        }

        return _grouping is null ? bound
            : Fail("SN2018", name.Span, $"{CanonicalText.Expression(name)} is neither in GROUP BY nor inside an aggregate",
                $"add it to GROUP BY, or write max({CanonicalText.Expression(name)}) or another aggregate");
    }

    /// <summary>Which of the window's columns a name is, or −1.</summary>
    public int WindowColumn(NameSyntax name)
    {
        if (_relation.Window is not { } window || name.Parts.Count > 2
            || (name.Parts.Count == 2 && !name.Parts[0].Text.Equals(window.Qualifier, StringComparison.OrdinalIgnoreCase)))
        {
            return -1;
        }

        for (var i = 0; i < Relation.WindowColumns.Count; i++)
        {
            if (Relation.WindowColumns[i].Equals(name.Parts[^1].Text, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A column of the relation, whatever the grouping; <c>p.latitude</c> of a POINT too.</summary>
    private BoundExpression? Resolve(NameSyntax name)
    {
        var parts = name.Parts;
        var found = Candidates(parts);
        if (found.Count == 0 && parts.Count is 2 or 3
            && Candidates([.. parts.Take(parts.Count - 1)]) is [{ Field.Type: TypeKind.Point }] points)
        {
            var coordinate = parts[^1].Text.ToLowerInvariant() switch
            {
                "latitude" or "lat" => "latitude",
                "longitude" or "lon" or "lng" => "longitude",
                _ => null,
            };
            return coordinate is null
                ? Fail("SN2011", parts[^1].Span, $"a POINT has no {parts[^1].Text}", "it has latitude and longitude")
                : Call(_functions.Overloads(coordinate)[0], [Reference(points[0], name.Span)], name.Span);
        }

        return found.Count switch
        {
            1 => Reference(found[0], name.Span),
            0 => Unknown(name),
            _ => Fail("SN2012", name.Span, $"{CanonicalText.Expression(name)} could be several columns",
                $"say which: {string.Join(" or ", found.Select(column => $"{column.Qualifier}.{column.Name}"))}"),
        };
    }

    private static ColumnReference Reference(ScopeColumn column, SourceSpan span) =>
        new(column.Index, column.Name, column.Field.Type, span);

    private List<ScopeColumn> Candidates(IReadOnlyList<Identifier> parts) => parts.Count switch
    {
        1 => [.. _relation.Columns.Where(column => !column.IsHidden && Same(column.Name, parts[0].Text))],
        2 => [.. _relation.Columns.Where(column => Same(column.Qualifier, parts[0].Text) && Same(column.Name, parts[1].Text))],
        _ => [],
    };

    private static bool Same(string? left, string right) => right.Equals(left, StringComparison.OrdinalIgnoreCase);

    private BoundExpression? Unknown(NameSyntax name)
    {
        var last = name.Parts[^1].Text;
        if (name.Parts.Count == 1 && RefusedFunctions.Contains(last))
        {
            return Refuse(last, name.Span);
        }

        IEnumerable<ScopeColumn> columns = _relation.Columns;
        if (name.Parts.Count > 1)
        {
            var qualifier = name.Parts[0].Text;
            columns = columns.Where(column => Same(column.Qualifier, qualifier));
            if (!columns.Any())
            {
                var qualifiers = _relation.Columns.Select(column => column.Qualifier).OfType<string>().Distinct().ToList();
                return Fail("SN2011", name.Parts[0].Span, $"there is no {qualifier} in FROM",
                    Spelling.Advice(
                        qualifier, qualifiers, qualifiers.Count == 0 ? "leave it out" : $"FROM has {string.Join(", ", qualifiers)}"));
            }
        }

        IReadOnlyList<string> names = [.. columns.Where(column => !column.IsSystem).Select(column => column.Name),
            .. _relation.Window is null ? [] : Relation.WindowColumns];
        var isQuoted = name.Parts[^1].Span.Length > last.Length;
        var list = string.Join(", ", names.Take(12)) + (names.Count > 12 ? ", …" : "");
        return Fail(
            "SN2011",
            name.Parts[^1].Span,
            $"there is no column {last}",
            Spelling.Advice(
                last,
                names,
                isQuoted && name.Parts.Count == 1 ? $"text stands in single quotes: {CanonicalText.Text(last)}" : $"there are {list}"));
    }

    private BoundExpression? BindNumber(string text, SourceSpan span)
    {
        if (text.AsSpan().IndexOfAny(".eE") < 0)
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small)
                ? new Literal(small, TypeKind.Integer, span)
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large)
                    ? new Literal(large, TypeKind.BigInt, span)
                : Fail("SN2008", span, $"{text} does not fit into BIGINT", "write it with a decimal point if DOUBLE will do");
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new Literal(number, TypeKind.Double, span)
            : Fail("SN2008", span, $"{text} is no DOUBLE", "the largest is about 1.8e308");
    }

    private LogicalExpression? BindLogical(LogicalSyntax logical)
    {
        var place = logical.IsAnd ? "AND" : "OR";
        var operands = logical.Operands.Select(operand => BindCondition(operand, place)).ToList();
        return operands.Contains(null) ? null : new(logical.IsAnd, operands!, logical.Span);
    }

    /// <summary>An operand that will stand several times in what is bound, as there is no node for BETWEEN, IN and the like.</summary>
    private BoundExpression? BindCopied(ExpressionSyntax operand, int copies)
    {
        if (operand is NameSyntax or NumberSyntax or StringSyntax)
        {
            return Bind(operand);
        }

        if ((long)_copies * copies > MaxCopies)
        {
            return Fail("SN2031", operand.Span, "the expression is nested too deeply", "compute the inner part as a column of a view");
        }

        _copies *= copies;
        var bound = Bind(operand);
        _copies /= copies;
        return bound;
    }

    private BoundExpression? BindBetween(BetweenSyntax between)
    {
        var (operand, from, to) = (BindCopied(between.Operand, 2), Bind(between.Low), Bind(between.High));
        if (operand is null || from is null || to is null)
        {
            return null;
        }

        var low = BindFunction(">=", [operand, from], between.Span);
        var high = BindFunction("<=", [operand, to], between.Span);
        return low is null || high is null ? null : Negate(new LogicalExpression(true, [low, high], between.Span), between.IsNegated);
    }

    private BoundExpression? BindIn(InSyntax membership)
    {
        var operand = BindCopied(membership.Operand, membership.Items.Count);
        var tests = membership.Items
            .Select(item => Bind(item) is { } value && operand is not null ? BindFunction("=", [operand, value], item.Span) : null)
            .ToList();
        return tests.Contains(null) ? null
            : Negate(tests.Count == 1 ? tests[0] : new LogicalExpression(false, tests!, membership.Span), membership.IsNegated);
    }

    private BoundExpression? BindIs(IsSyntax test)
    {
        if (test.Test == TruthTest.Null)
        {
            return Bind(test.Operand) is { } value ? new NullTest(value, test.IsNegated, test.Span) : null;
        }

        if (BindCondition(test.Operand, "IS " + test.Test.ToString().ToUpperInvariant()) is not { } operand)
        {
            return null;
        }

        var (yes, no) = (Boolean(!test.IsNegated, test.Span), Boolean(test.IsNegated, test.Span));
        return test.Test switch
        {
            TruthTest.Unknown => new NullTest(operand, test.IsNegated, test.Span),
            TruthTest.True => new CaseExpression([new(operand, yes)], no, TypeKind.Boolean, test.Span),
            _ => new CaseExpression([new(new NotExpression(operand, test.Span), yes)], no, TypeKind.Boolean, test.Span),
        };
    }

    private static Literal Boolean(bool value, SourceSpan span) => new(value, TypeKind.Boolean, span);

    private CaseExpression? BindDistinct(DistinctSyntax distinct)
    {
        if (BindCopied(distinct.Left, 3) is not { } a || BindCopied(distinct.Right, 3) is not { } b
            || BindFunction(distinct.IsNegated ? "=" : "<>", [a, b], distinct.Span) is not FunctionCall compare)
        {
            return null;
        }

        var (left, right) = (compare.Arguments[0], compare.Arguments[1]);
        return new(
            [
                new(new NullTest(left, false, left.Span), new NullTest(right, !distinct.IsNegated, right.Span)),
                new(new NullTest(right, false, right.Span), Boolean(!distinct.IsNegated, distinct.Span)),
            ],
            compare,
            TypeKind.Boolean,
            distinct.Span);
    }

    private BoundExpression? BindCase(CaseSyntax choice)
    {
        var operand = choice.Operand is null ? null : BindCopied(choice.Operand, choice.Branches.Count);
        var conditions = choice.Branches.Select(branch => choice.Operand is null ? BindCondition(branch.Condition, "WHEN")
            : Bind(branch.Condition) is { } value && operand is not null
                ? BindFunction("=", [operand, value], branch.Condition.Span) : null).ToList();
        var values = choice.Branches.Select(branch => Bind(branch.Value)).ToList();
        var otherwise = choice.Otherwise is null ? null : Bind(choice.Otherwise);
        return conditions.Contains(null) || values.Contains(null) || (choice.Otherwise is not null && otherwise is null) ? null
            : MakeCase(conditions!, values!, otherwise, choice.Span, "the branches of CASE");
    }

    private CaseExpression? MakeCase(
        List<BoundExpression> conditions, List<BoundExpression> values, BoundExpression? otherwise, SourceSpan span, string what)
    {
        List<BoundExpression> all = otherwise is null ? values : [.. values, otherwise];
        if (Coercion.CommonType(all) is not { } type)
        {
            Fail("SN2015", span, $"{what} have no common type: {string.Join(", ", all.Select(TypeName).Distinct())}", "CAST them to one");
            return null;
        }

        var cast = all.Select(value => Coercion.To(value, type, _diagnostics)).ToList();
        return cast.Contains(null) ? null
            : new(
                [.. conditions.Select((condition, i) => new CaseBranch(condition, cast[i]!))],
                otherwise is null ? null : cast[^1],
                type,
                span);
    }

    private BoundExpression? BindCast(CastSyntax cast)
    {
        var target = cast.Target.Kind;
        if (Bind(cast.Operand) is not { } operand)
        {
            return null;
        }

        if (cast.Operand is NullSyntax && target == TypeKind.Varchar)
        {
            return operand;
        }

        return !CastRules.IsDefined(operand.Type, target)
                ? Fail(
                    "SN2015",
                    cast.Span,
                    $"{TypeName(operand)} cannot be cast to {CanonicalText.Type(target)}",
                    CastAdvice(operand.Type, target))
            : operand.Type == target ? operand
            : new CastExpression(operand, target, cast.IsTry, cast.Span);
    }

    private static string CastAdvice(TypeKind from, TypeKind to) => (from, to) switch
    {
        (TypeKind.Integer or TypeKind.BigInt or TypeKind.Double, TypeKind.Timestamp) =>
            "use to_timestamp(seconds) or to_timestamp_ltz(milliseconds, 3)",
        (TypeKind.Timestamp, TypeKind.Integer or TypeKind.BigInt or TypeKind.Double) => "use unix_timestamp(time) or epoch_ms(time)",
        (TypeKind.Interval, _) => "use to_seconds(interval)",
        (TypeKind.Point, _) => "use latitude(point) and longitude(point)",
        (_, TypeKind.Point) => "use point(latitude, longitude)",
        _ => "there is no such conversion",
    };
}
