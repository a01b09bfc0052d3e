using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <summary>
/// Leaves out what no output needs: columns of sources, expressions of projections, aggregates. Projections that only pick and rename
/// vanish. Filters stay apart, because what each dropped is counted by its own line.
/// </summary>
internal static class PlanPruning
{
    /// <summary>The plan with the same output.</summary>
    public static PlanNode Prune(PlanNode plan) => Exact(plan, All(plan.Schema.Count));

    public static AlertPipeline Prune(AlertPipeline alert)
    {
        var needed = new bool[alert.Plan.Schema.Count];
        needed[alert.TimeColumn] = true;
        foreach (var key in alert.Keys)
        {
            needed[key] = true;
        }

        ExpressionRewriter.Mark(alert.Raise, needed);
        ExpressionRewriter.Mark(alert.Clear, needed);
        foreach (var (_, value) in alert.Outputs)
        {
            ExpressionRewriter.Mark(value, needed);
        }

        var (plan, map) = Visit(alert.Plan, needed);
        return alert with
        {
            Plan = plan,
            TimeColumn = map[alert.TimeColumn],
            Keys = [.. alert.Keys.Select(key => map[key])],
            Raise = Mapped(alert.Raise, map, plan),
            Clear = alert.Clear is null ? null : Mapped(alert.Clear, map, plan),
            Outputs = [.. alert.Outputs.Select(output => (output.Name, Mapped(output.Value, map, plan)))],
        };
    }

    private static bool[] All(int count)
    {
        var all = new bool[count];
        Array.Fill(all, true);
        return all;
    }

    private static BoundExpression Mapped(BoundExpression expression, int[] map, PlanNode input) => ExpressionRewriter.Map(
        expression, column => column with { Index = map[column.Index], Name = input.Schema[map[column.Index]].Name });

    /// <summary>A plan whose columns are the needed ones, in order, with their names.</summary>
    private static PlanNode Exact(PlanNode node, bool[] needed)
    {
        if (node is ProjectNode project)
        {
            return Project(project, needed).Node;
        }

        var (plan, map) = Visit(node, needed);
        var indexes = Enumerable.Range(0, needed.Length).Where(i => needed[i]).ToList();
        if (plan.Schema.Count == indexes.Count && indexes.Select((index, i) => map[index] == i).All(isSame => isSame))
        {
            return plan;
        }

        IReadOnlyList<BoundExpression> columns =
            [.. indexes.Select(
                index => new ColumnReference(map[index], plan.Schema[map[index]].Name, plan.Schema[map[index]].Type, node.Span))];
        return new ProjectNode(plan, columns, new([.. indexes.Select(index => node.Schema[index])]), -1, node.Span);
    }

    /// <summary>A plan with at least the needed columns, and where each of the old ones stands in it (−1 where it is gone).</summary>
    private static (PlanNode Node, int[] Map) Visit(PlanNode node, bool[] needed)
    {
        switch (node)
        {
            case SourceNode source:
                var read = (bool[])needed.Clone();
                if (source.Stream.EventTimeColumn >= 0)
                {
                    read[source.Stream.EventTimeColumn] = true;
                }

                return (source with { Needed = [.. Enumerable.Range(0, read.Length).Where(i => read[i])] },
                    [.. Enumerable.Range(0, read.Length)]);

            case FilterNode filter:
                needed = With(needed, filter.Predicate);
                var (filtered, filterMap) = Visit(filter.Input, needed);
                return (new FilterNode(filtered, Mapped(filter.Predicate, filterMap, filtered), filter.Text, filter.Span), filterMap);

            case DedupNode dedup:
                needed = (bool[])needed.Clone();
                foreach (var key in dedup.Keys.Append(dedup.TimeColumn))
                {
                    needed[key] = true;
                }

                var (distinct, dedupMap) = Visit(dedup.Input, needed);
                return (new DedupNode(
                    distinct, [.. dedup.Keys.Select(key => dedupMap[key])], dedupMap[dedup.TimeColumn], dedup.Interval, dedup.Span),
                    dedupMap);

            case ProjectNode project:
                return VisitProject(project, needed);
            case LookupNode lookup:
                return Lookup(lookup, needed);
            case WindowAggregateNode window:
                return Window(window, needed);
            case UnionNode union:
                var (schema, map) = Pick(union.Schema, needed);
                return (new UnionNode(
                    [.. union.Inputs.Select(input => Exact(input, needed))],
                    schema,
                    union.EventTime < 0 ? -1 : map[union.EventTime],
                    union.Span), map);
            default:
                throw new InvalidOperationException($"{node.GetType().Name} cannot be pruned");
        }
    }

    private static bool[] With(bool[] needed, BoundExpression expression)
    {
        var more = (bool[])needed.Clone();
        ExpressionRewriter.Mark(expression, more);
        return more;
    }

    private static (Schema Schema, int[] Map) Pick(Schema schema, bool[] needed)
    {
        var fields = new List<Field>();
        var map = new int[needed.Length];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = needed[i] ? fields.Count : -1;
            if (needed[i])
            {
                fields.Add(schema[i]);
            }
        }

        return (new([.. fields]), map);
    }

    private static (PlanNode Node, int[] Map) VisitProject(ProjectNode project, bool[] needed)
    {
        var (pruned, map) = Project(project, needed);
        if (!pruned.Expressions.All(expression => expression is ColumnReference))
        {
            return (pruned, map);
        }

        return (pruned.Input, [.. map.Select(index => index < 0 ? -1 : ((ColumnReference)pruned.Expressions[index]).Index)]);
    }

    private static (ProjectNode Node, int[] Map) Project(ProjectNode project, bool[] needed)
    {
        var below = new bool[project.Input.Schema.Count];
        for (var i = 0; i < needed.Length; i++)
        {
            if (needed[i])
            {
                ExpressionRewriter.Mark(project.Expressions[i], below);
            }
        }

        var (input, inputMap) = Visit(project.Input, below);
        var (schema, map) = Pick(project.Schema, needed);
        IReadOnlyList<BoundExpression> expressions =
            [.. project.Expressions.Where((_, i) => needed[i]).Select(expression => Mapped(expression, inputMap, input))];
        return (new(input, expressions, schema, project.EventTime < 0 ? -1 : map[project.EventTime], project.Span), map);
    }

    private static (PlanNode Node, int[] Map) Lookup(LookupNode lookup, bool[] needed)
    {
        var width = lookup.Input.Schema.Count;
        var below = needed[..width];
        foreach (var key in lookup.InputKeys)
        {
            ExpressionRewriter.Mark(key, below);
        }

        var (input, inputMap) = Visit(lookup.Input, below);
        var fields = new List<Field>(input.Schema.Fields);
        foreach (var field in lookup.Schema.Fields.Skip(width))
        {
            // A column that has lost its rename below may meet the reference's of the same name.
            var name = field.Name;
            for (var i = 2; fields.Exists(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)); i++)
            {
                name = $"{field.Name} {i}";
            }

            fields.Add(field with { Name = name });
        }

        var keys = lookup.InputKeys.Select(key => Mapped(key, inputMap, input)).ToList();
        var map = inputMap.Concat(Enumerable.Range(input.Schema.Count, lookup.Reference.Schema.Count)).ToArray();
        return (lookup with { Input = input, InputKeys = keys, Schema = new([.. fields]) }, map);
    }

    private static (PlanNode Node, int[] Map) Window(WindowAggregateNode window, bool[] needed)
    {
        var below = new bool[window.Input.Schema.Count];
        below[window.TimeColumn] = true;
        foreach (var key in window.Keys)
        {
            ExpressionRewriter.Mark(key, below);
        }

        var kept = (bool[])needed.Clone();
        var firstAggregate = window.Schema.Count - window.Aggregates.Count;
        kept.AsSpan(0, firstAggregate).Fill(true);
        var aggregates = window.Aggregates.Where((_, i) => kept[firstAggregate + i]).ToList();
        foreach (var aggregate in aggregates)
        {
            ExpressionRewriter.Mark(aggregate.Argument, below);
            ExpressionRewriter.Mark(aggregate.Filter, below);
        }

        var (input, inputMap) = Visit(window.Input, below);
        var (schema, map) = Pick(window.Schema, kept);
        return (
            new WindowAggregateNode(
                input,
                window.Window,
                inputMap[window.TimeColumn],
                [.. window.Keys.Select(key => Mapped(key, inputMap, input))],
                [.. aggregates.Select(aggregate => aggregate with
                {
                    Argument = aggregate.Argument is null ? null : Mapped(aggregate.Argument, inputMap, input),
                    Filter = aggregate.Filter is null ? null : Mapped(aggregate.Filter, inputMap, input),
                })],
                schema,
                window.Span),
            map);
    }
}
