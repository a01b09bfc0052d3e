using Sensorium.Core;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql.Ast;

namespace Sensorium.Pipelines.Sql;

internal sealed partial class Binder
{
    /// <summary>While a SELECT is bound, references to its aggregates and to its window's columns have indexes below zero.</summary>
    private const int FirstAggregate = -1000;

    private static readonly string[] WindowColumns = ["window_start", "window_end", "window_time"];

    private BoundRelation BindSelect(SelectSyntax select, Dictionary<string, QuerySyntax> named)
    {
        var input = BindFrom(select.From, named);
        if (select.Where is { } where)
        {
            var predicate = BindCondition(where, input with { Window = null });
            input = input with { Plan = new FilterNode(input.Plan, predicate, SyntaxText.Of(where), where.Span) };
        }

        var items = Items(select, input);
        var aggregates = new List<AggregateCall>();
        var values = items.Select(item => item.Value is null ? item.Bound! : BindExpression(item.Value, input, aggregates)).ToList();
        var isGrouped = select.GroupBy.Count > 0 || aggregates.Count > 0 || input.Window is not null;
        if (!isGrouped)
        {
            return Project(select, input.Plan, items, values, input.EventTime);
        }

        if (input.Window is not { } window)
        {
            throw new BindingException("SN2103", select.Span, "Rows of a stream are aggregated in a window, and this SELECT has none.", "Read FROM TUMBLE(TABLE …, DESCRIPTOR(event_time), INTERVAL '1' MINUTE) and group by window_start, window_end.");
        }

        var keys = Keys(select, input, items, values);
        var having = select.Having is null ? null : BindCondition(select.Having, input, aggregates);
        var schema = new Schema(
        [
            .. WindowColumns.Select(name => new Field(name, TypeKind.Timestamp, Nullable: false)),
            .. keys.Select((key, i) => new Field($"key{i}", key.Type)),
            .. aggregates.Select((call, i) => new Field($"aggregate{i}", call.Result)),
        ]);
        PlanNode plan = new WindowAggregateNode(input.Plan, window, input.EventTime, keys, aggregates, schema, select.Span);
        if (having is not null)
        {
            plan = new FilterNode(plan, AboveWindow(having, keys), SyntaxText.Of(select.Having!), select.Having!.Span);
        }

        return Project(select, plan, items, [.. values.Select(value => AboveWindow(value, keys))], -1);
    }

    private List<(ExpressionSyntax? Value, BoundExpression? Bound, string Name, Field? Origin)> Items(SelectSyntax select, BoundRelation input)
    {
        var items = new List<(ExpressionSyntax? Value, BoundExpression? Bound, string Name, Field? Origin)>();
        foreach (var item in select.Items)
        {
            if (item.Value is StarSyntax)
            {
                for (var i = 0; i < input.Hidden; i++)
                {
                    var field = input.Plan.Schema[i];
                    items.Add((null, new ColumnReference(i, field.Name, field.Type, item.Span), field.Name, field));
                }

                continue;
            }

            var index = item.Value is NameSyntax name ? input.Plan.Schema.IndexOf(name.Parts[^1].Text) : -1;
            var label = item.Alias?.Text ?? (item.Value as NameSyntax)?.Parts[^1].Text ?? (item.Value as CallSyntax)?.Name.Text.ToLowerInvariant() ?? $"column{items.Count + 1}";
            items.Add((item.Value, null, label, index < 0 ? null : input.Plan.Schema[index]));
        }

        var twice = items.GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? items : throw new BindingException("SN2119", select.Span, $"The SELECT list has two columns {twice.Key}.", "Give one of the two another name with AS.");
    }

    private List<BoundExpression> Keys(
        SelectSyntax select,
        BoundRelation input,
        List<(ExpressionSyntax? Value, BoundExpression? Bound, string Name, Field? Origin)> items,
        List<BoundExpression> values)
    {
        var keys = new List<BoundExpression>();
        var hasWindow = false;
        foreach (var group in select.GroupBy)
        {
            var key = group is NumberSyntax number && int.TryParse(number.Text, out var ordinal) && ordinal >= 1 && ordinal <= values.Count ? values[ordinal - 1]
                : group is NameSyntax { Parts: [var alias] } && input.Plan.Schema.IndexOf(alias.Text) < 0
                    && items.FindIndex(item => item.Name.Equals(alias.Text, StringComparison.OrdinalIgnoreCase)) is var index and >= 0
                    ? values[index]
                : BindExpression(group, input, null);
            if (key is ColumnReference { Index: < 0 and > FirstAggregate })
            {
                hasWindow = true;
            }
            else if (IsOverWindow(key))
            {
                // A function of the window's columns is the same for the whole window: it is no key of its own.
                continue;
            }
            else
            {
                keys.Add(key);
            }
        }

        return hasWindow ? keys : throw new BindingException("SN2104", select.Span, "The GROUP BY leaves out the window.", "Group by window_start, window_end and then the keys.");
    }

    private static bool IsOverWindow(BoundExpression expression) => expression switch
    {
        ColumnReference reference => reference.Index < 0 && reference.Index > FirstAggregate,
        Literal => true,
        FunctionCall call => call.Arguments.All(IsOverWindow),
        CastExpression cast => IsOverWindow(cast.Operand),
        _ => false,
    };

    /// <summary>An expression of the SELECT list over the aggregation's rows.</summary>
    private static BoundExpression AboveWindow(BoundExpression expression, List<BoundExpression> keys)
    {
        var text = BoundText.Of(expression);
        for (var i = 0; i < keys.Count; i++)
        {
            if (BoundText.Of(keys[i]) == text)
            {
                return new ColumnReference(3 + i, text, expression.Type, expression.Span);
            }
        }

        BoundExpression Above(BoundExpression part) => AboveWindow(part, keys);
        return expression switch
        {
            ColumnReference { Index: <= FirstAggregate } reference => reference with { Index = 3 + keys.Count + FirstAggregate - reference.Index },
            ColumnReference { Index: < 0 } reference => reference with { Index = -1 - reference.Index },
            ColumnReference reference => throw new BindingException("SN2105", reference.Span, $"{reference.Name} is neither grouped by nor aggregated.", $"Add {reference.Name} to GROUP BY, or take min, max, first or last of it."),
            FunctionCall call => call with { Arguments = [.. call.Arguments.Select(Above)] },
            LogicalExpression logical => logical with { Operands = [.. logical.Operands.Select(Above)] },
            NotExpression not => not with { Operand = Above(not.Operand) },
            NullTest test => test with { Operand = Above(test.Operand) },
            CastExpression cast => cast with { Operand = Above(cast.Operand) },
            CaseExpression choice => choice with
            {
                Branches = [.. choice.Branches.Select(branch => new CaseBranch(Above(branch.Condition), Above(branch.Value)))],
                Otherwise = choice.Otherwise is null ? null : Above(choice.Otherwise),
            },
            _ => expression,
        };
    }

    private static BoundRelation Project(
        SelectSyntax select,
        PlanNode plan,
        List<(ExpressionSyntax? Value, BoundExpression? Bound, string Name, Field? Origin)> items,
        List<BoundExpression> values,
        int inputEventTime)
    {
        var schema = new Schema([.. items.Select((item, i) => new Field(item.Name, values[i].Type, item.Origin?.Nullable ?? true, item.Origin?.Unit, item.Origin?.Comment))]);
        var eventTime = inputEventTime < 0 ? -1 : values.FindIndex(value => value is ColumnReference reference && reference.Index == inputEventTime);
        return new(new ProjectNode(plan, values, schema, eventTime, select.Span), null, eventTime, schema.Count, null);
    }
}
