using System.Collections.Frozen;
using Sensorium.Core;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Binding;

internal sealed partial class ExpressionBinder
{
    private static readonly FrozenDictionary<string, AggregateKind> AggregateKinds = new Dictionary<string, AggregateKind>
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
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Aggregates of other systems that this one lacks.</summary>
    private static readonly FrozenSet<string> MissingAggregates = new[]
    {
        "stddev", "stddev_pop", "stddev_samp", "var_pop", "var_samp", "variance", "approx_distinct", "approx_count_distinct",
        "approx_quantile",
        "approx_percentile", "percentile", "median", "mode", "listagg", "string_agg", "array_agg", "collect", "corr", "covar_pop",
        "covar_samp",
        "row_number", "rank", "dense_rank", "lag", "lead", "ntile", "grouping",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> RefusedFunctions = new[]
    {
        "now", "current_timestamp", "current_date", "current_time", "current_row_timestamp", "localtime", "localtimestamp", "proctime",
        "random",
        "rand", "rand_integer", "uuid", "gen_random_uuid",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Conditionals = ["coalesce", "ifnull", "nvl", "nullif", "if"];

    public static bool IsAggregate(string name) => AggregateKinds.ContainsKey(name);

    private BoundExpression? Refuse(string name, SourceSpan span) => Fail(
        "SN2021",
        span,
        $"{name.ToLowerInvariant()} gives something else each time, and the same log must give the same tables",
        !name.Contains("rand", StringComparison.OrdinalIgnoreCase) && !name.Contains("uuid", StringComparison.OrdinalIgnoreCase)
            ? "use the event time, or _appended_at, the time the record was stored" : "compute it where the table is queried");

    private BoundExpression? BindCall(CallSyntax call)
    {
        var name = call.Name.Text.ToLowerInvariant();
        if (AggregateKinds.TryGetValue(name, out var kind))
        {
            return BindAggregate(call, kind);
        }

        if (RefusedFunctions.Contains(name) || (name == "unix_timestamp" && call.Arguments.Count == 0))
        {
            return Refuse(name, call.Span);
        }

        if (MissingAggregates.Contains(name))
        {
            return Fail(
                "SN2004", call.Name.Span, $"{name} is not built yet", "the aggregates are count, sum, avg, min, max, first and last");
        }

        if (name is "tumble" or "hop" or "tumble_start" or "tumble_end" or "hop_start" or "hop_end")
        {
            return Fail("SN2016", call.Span, $"{name.ToUpperInvariant()} stands in FROM, not in an expression",
                "write FROM TUMBLE(TABLE t, DESCRIPTOR(time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end");
        }

        if (call.IsStar || call.Filter is not null)
        {
            return Fail("SN2014", call.Span, $"{name} is no aggregate", call.IsStar ? "only count takes *" : "only aggregates take FILTER");
        }

        return name switch
        {
            "coalesce" or "ifnull" or "nvl" => BindCoalesce(call),
            "nullif" => BindNullIf(call),
            "if" => BindIf(call),
            _ => BindFunction(name, call.Arguments, call.Span),
        };
    }

    private ColumnReference? BindAggregate(CallSyntax call, AggregateKind kind)
    {
        var name = call.Name.Text.ToLowerInvariant();
        if (_grouping is null)
        {
            Fail(
                "SN2016",
                call.Span,
                $"the aggregate {name} cannot stand here",
                "aggregates stand in SELECT and HAVING of a query with GROUP BY");
            return null;
        }

        var rows = new ExpressionBinder(_relation, null, _functions, _diagnostics);
        var filter = call.Filter is null ? null : rows.BindCondition(call.Filter, "FILTER");
        if (call.Filter is not null && filter is null)
        {
            return null;
        }

        if (call.IsStar || (kind == AggregateKind.Count && call.Arguments.Count == 0))
        {
            if (kind == AggregateKind.Count)
            {
                return Aggregate(call, new(AggregateKind.CountAll, null, filter, TypeKind.BigInt, call.Span));
            }

            Fail("SN2014", call.Span, $"{name} takes a value, not *", $"write {name}(column)");
            return null;
        }

        if (call.Arguments.Count != 1)
        {
            Fail("SN2014", call.Span, $"{name} takes one argument", $"write {name}(column)");
            return null;
        }

        if (rows.Bind(call.Arguments[0]) is not { } argument)
        {
            return null;
        }

        var isNumber = argument.Type is TypeKind.Integer or TypeKind.BigInt or TypeKind.Double;
        TypeKind? result = kind switch
        {
            AggregateKind.Count => TypeKind.BigInt,
            AggregateKind.Sum => !isNumber ? null : argument.Type == TypeKind.Double ? TypeKind.Double : TypeKind.BigInt,
            AggregateKind.Avg => isNumber ? TypeKind.Double : null,
            AggregateKind.Min or AggregateKind.Max => argument.Type == TypeKind.Point ? null : argument.Type,
            _ => argument.Type,
        };
        if (result is not { } type)
        {
            Fail("SN2014", call.Span, $"{name} does not take {TypeName(argument)}",
                argument.Type == TypeKind.Varchar && kind is AggregateKind.Sum or AggregateKind.Avg
                    ? $"{name} takes numbers: write {name}(CAST({CanonicalText.Expression(call.Arguments[0])} AS DOUBLE))"
                    : $"{name} takes {(kind is AggregateKind.Sum or AggregateKind.Avg ? "numbers" : "values that have an order")}");
            return null;
        }

        return Aggregate(call, new(kind, argument, filter, type, call.Span));
    }

    private ColumnReference Aggregate(CallSyntax call, AggregateCall aggregate)
    {
        var name = CanonicalText.Expression(call);
        return new(_grouping!.Add(aggregate, name), name, aggregate.Result, call.Span);
    }

    private BoundExpression? BindCoalesce(CallSyntax call)
    {
        var values = call.Arguments.Select(argument => BindCopied(argument, 2)).ToList();
        if (values.Contains(null))
        {
            return null;
        }

        var name = call.Name.Text.ToLowerInvariant();
        if (values.Count == 0 || (name != "coalesce" && values.Count != 2))
        {
            return Fail(
                "SN2014", call.Span, $"{name} takes {(values.Count == 0 ? "values" : "two values")}", "write coalesce(value, instead)");
        }

        if (values.Count == 1)
        {
            return values[0];
        }

        // The tests are over the values as cast, so that a value is computed in one form only.
        if (MakeCase(
            [.. values.Select(value => new NullTest(value!, true, value!.Span))], values!, null, call.Span, "the values of coalesce")
                is not { } choice)
        {
            return null;
        }

        var branches = choice.Branches.Select(branch => new CaseBranch(new NullTest(branch.Value, true, branch.Value.Span), branch.Value))
            .ToList();
        return choice with { Branches = branches[..^1], Otherwise = branches[^1].Value };
    }

    private BoundExpression? BindNullIf(CallSyntax call)
    {
        if (call.Arguments.Count != 2)
        {
            return Fail("SN2014", call.Span, "nullif takes two values", "write nullif(value, what_is_null)");
        }

        var (value, other) = (BindCopied(call.Arguments[0], 2), Bind(call.Arguments[1]));
        return value is null || other is null || BindFunction("=", [value, other], call.Span) is not { } equal ? null
            : new CaseExpression([new(equal, new Literal(null, value.Type, call.Span))], value, value.Type, call.Span);
    }

    private BoundExpression? BindIf(CallSyntax call)
    {
        if (call.Arguments.Count != 3)
        {
            return Fail("SN2014", call.Span, "if takes a condition and two values", "write if(condition, then, else)");
        }

        var condition = BindCondition(call.Arguments[0], "if");
        var (yes, no) = (Bind(call.Arguments[1]), Bind(call.Arguments[2]));
        return condition is null || yes is null || no is null ? null : MakeCase([condition], [yes], no, call.Span, "the values of if");
    }

    private BoundExpression? BindFunction(string name, IReadOnlyList<ExpressionSyntax> arguments, SourceSpan span)
    {
        var bound = arguments.Select(Bind).ToList();
        return bound.Contains(null) ? null : BindFunction(name, bound!, span);
    }

    private BoundExpression? BindFunction(string name, List<BoundExpression> arguments, SourceSpan span)
    {
        var overloads = _functions.Overloads(name);
        if (overloads.Count == 0)
        {
            var names = _functions.Names.Concat(AggregateKinds.Keys).Concat(Conditionals).Where(known => char.IsLetter(known[0]));
            return Fail(
                "SN2013",
                span,
                $"there is no function {name}",
                Spelling.Advice(name, names, "the functions are listed in docs/sql-functions.md"));
        }

        ScalarFunction? best = null;
        var bestCost = Coercion.Impossible;
        foreach (var overload in overloads)
        {
            var cost = Cost(overload, arguments);
            if (cost < bestCost)
            {
                (best, bestCost) = (overload, cost);
            }
        }

        if (best is null)
        {
            return FailArguments(name, overloads, arguments, span);
        }

        var cast = arguments.Select((argument, i) => Coercion.To(argument, Parameter(best, i), _diagnostics)).ToList();
        return cast.Contains(null) ? null : Call(best, cast!, span);
    }

    private static FunctionCall Call(ScalarFunction function, IReadOnlyList<BoundExpression> arguments, SourceSpan span) =>
        new(function, arguments, span);

    private static TypeKind Parameter(ScalarFunction function, int index) =>
        function.Parameters[Math.Min(index, function.Parameters.Count - 1)];

    private static int Cost(ScalarFunction function, List<BoundExpression> arguments)
    {
        var count = function.Parameters.Count;
        if (function.IsVariadic ? arguments.Count < count : arguments.Count != count)
        {
            return Coercion.Impossible;
        }

        var cost = 0;
        for (var i = 0; i < arguments.Count; i++)
        {
            var one = Coercion.Cost(arguments[i], Parameter(function, i));
            if (one >= Coercion.Impossible)
            {
                return one;
            }

            cost += one;
        }

        return cost;
    }

    private BoundExpression? FailArguments(
        string name, IReadOnlyList<ScalarFunction> overloads, List<BoundExpression> arguments, SourceSpan span)
    {
        var types = arguments.Select(TypeName).ToList();
        if (char.IsLetter(name[0]))
        {
            var forms = overloads.Select(Signature).Distinct().ToList();
            return Fail("SN2014", span, $"{name} does not take ({string.Join(", ", types)})",
                $"it takes {string.Join(" or ", forms.Take(4))}{(forms.Count > 4 ? " or others" : "")}");
        }

        var message = types.Count == 1 ? $"{name} does not take {types[0]}"
            : name is "=" or "<>" or "<" or "<=" or ">" or ">=" ? $"{types[0]} cannot be compared with {types[1]}"
            : $"{types[0]} {name} {types[1]} has no meaning";
        var advice = name == "||" ? "CAST both sides to VARCHAR"
            : types.Contains("VARCHAR") && types.Exists(type => type is "INT" or "BIGINT" or "DOUBLE")
                ? "CAST the text to DOUBLE or BIGINT, or the number to VARCHAR"
            : types.Contains("VARCHAR") && name == "+" ? "text is joined with ||"
            : types.Contains("TIMESTAMP") && types.Exists(type => type is "INT" or "BIGINT") ? "write a length of time as INTERVAL '1' HOUR"
            : "CAST one side to the other's type";
        return Fail("SN2015", span, message, advice);
    }

    private static string Signature(ScalarFunction function) =>
        $"{function.Name}({string.Join(", ", function.Parameters.Select(CanonicalText.Type))}{(function.IsVariadic ? ", …" : "")})";
}
