using Sensorium.Core;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Binding;

/// <summary>Binds queries of one statement to plans. Each method gives null where an error has been reported.</summary>
/// <param name="find">A stream or view of the city by name; reports where there is none.</param>
internal sealed class QueryBinder(
    Func<NamedFromSyntax, Reads, Relation?> find,
    Func<string, ReferenceTable?> reference,
    FunctionCatalog functions,
    DiagnosticList diagnostics)
{
    private readonly Dictionary<string, Relation?> _commonTables = new(StringComparer.OrdinalIgnoreCase);

    public Reads Reads { get; } = new();

    public Relation? Bind(QuerySyntax query)
    {
        var shadowed = new List<(string Name, bool HadOne, Relation? Outer)>();
        foreach (var cte in query.With)
        {
            var relation = Bind(cte.Query);
            shadowed.Add((cte.Name.Text, _commonTables.TryGetValue(cte.Name.Text, out var outer), outer));
            _commonTables[cte.Name.Text] = relation;
        }

        var branches = query.Branches.Select((branch, i) => Bind(branch, isNamed: i == 0)).ToList();
        for (var i = shadowed.Count - 1; i >= 0; i--)
        {
            if (shadowed[i].HadOne)
            {
                _commonTables[shadowed[i].Name] = shadowed[i].Outer;
            }
            else
            {
                _commonTables.Remove(shadowed[i].Name);
            }
        }

        return branches.Contains(null) ? null : branches.Count == 1 ? branches[0] : Unite(query, branches!);
    }

    /// <summary>FROM and WHERE of a query, and its GROUP BY where there is one, without the SELECT list; for alerts.</summary>
    public (Relation Input, Grouping? Grouping)? BindInput(SelectSyntax select, bool withWhere)
    {
        if (BindFrom(select.From) is not { } input)
        {
            return null;
        }

        if (withWhere && select.Where is not null)
        {
            if (new ExpressionBinder(input, null, functions, diagnostics).BindCondition(select.Where, "WHERE") is not { } predicate)
            {
                return null;
            }

            input = input with { Plan = new FilterNode(input.Plan, predicate, CanonicalText.Expression(select.Where), select.Where.Span) };
        }

        if (!IsGrouped(select, out var first))
        {
            if (input.Window is { } alone)
            {
                diagnostics.Add(
                    "SN2004",
                    alone.Span,
                    "a window without GROUP BY is not built yet",
                    "write GROUP BY window_start, window_end, and aggregates in SELECT");
                return null;
            }

            return (input, null);
        }

        if (input.Window is null)
        {
            diagnostics.Add(
                "SN2017",
                first,
                "an aggregate over a stream never ends",
                "say over which time: FROM TUMBLE(TABLE t, DESCRIPTOR(time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end");
            return null;
        }

        return BindKeys(select, input) is { } grouping ? (input, grouping) : null;
    }

    /// <summary>The window node under all that has been bound against a grouping.</summary>
    public static Relation Group(Relation input, Grouping grouping, SourceSpan span)
    {
        var window = input.Window!;
        var fields = new List<Field>(Relation.WindowColumns.Select(name => new Field(name, TypeKind.Timestamp, Nullable: false)));
        for (var i = 0; i < grouping.Keys.Count; i++)
        {
            fields.Add(OutputField.Of(Unique(fields, grouping.KeyNames[i]), grouping.Keys[i], input.Plan.Schema));
        }

        for (var i = 0; i < grouping.Aggregates.Count; i++)
        {
            fields.Add(AggregateField(Unique(fields, grouping.AggregateNames[i]), grouping.Aggregates[i], input.Plan.Schema));
        }

        var plan = new WindowAggregateNode(
            input.Plan, window.Definition, input.EventTime, grouping.Keys, grouping.Aggregates, new([.. fields]), window.Span);
        return new(plan, [], EventTime: 2);
    }

    private static Field AggregateField(string name, AggregateCall aggregate, Schema input)
    {
        var argument = aggregate.Argument is null ? null : OutputField.Of("", aggregate.Argument, input);
        var keepsUnit = aggregate.Kind is not (AggregateKind.Count or AggregateKind.CountAll);
        return new(name, aggregate.Result, Nullable: keepsUnit, keepsUnit ? argument?.Unit : null);
    }

    private static string Unique(List<Field> fields, string name)
    {
        var unique = name;
        for (var i = 2; fields.Exists(field => field.Name.Equals(unique, StringComparison.OrdinalIgnoreCase)); i++)
        {
            unique = $"{name} {i}";
        }

        return unique;
    }

    private static bool IsGrouped(SelectSyntax select, out SourceSpan first)
    {
        first = select.GroupBy.Count > 0 ? select.GroupBy[0].Span : select.Having?.Span ?? default;
        if (first != default)
        {
            return true;
        }

        foreach (var item in select.Items)
        {
            if (SyntaxWalk.FindAggregate(item.Value) is { } aggregate)
            {
                first = aggregate.Span;
                return true;
            }
        }

        return false;
    }

    /// <param name="isNamed">Whether its columns' names count; those of further SELECTs under UNION ALL do not.</param>
    private Relation? Bind(SelectSyntax select, bool isNamed)
    {
        if (BindInput(select, withWhere: true) is not var (input, grouping))
        {
            return null;
        }

        var binder = new ExpressionBinder(input, grouping, functions, diagnostics);
        var having = select.Having is null ? null : binder.BindCondition(select.Having, "HAVING");
        if (BindItems(select, input, grouping, binder, isNamed) is not { } outputs || (select.Having is not null && having is null))
        {
            return null;
        }

        var source = grouping is null ? input : Group(input, grouping, select.Span);
        var plan = having is null
            ? source.Plan
            : new FilterNode(source.Plan, having, CanonicalText.Expression(select.Having!), select.Having!.Span);
        return Project(select, plan, source.EventTime, outputs);
    }

    /// <summary>The SELECT list with its names; stars become columns.</summary>
    public List<(string Name, BoundExpression Value)>? BindItems(
        SelectSyntax select, Relation input, Grouping? grouping, ExpressionBinder binder, bool isNamed = true)
    {
        var outputs = new List<(string Name, BoundExpression Value)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isGood = true;
        foreach (var item in select.Items)
        {
            if (item.Value is StarSyntax star)
            {
                isGood &= Expand(star, input, grouping, outputs, isNamed ? names : null);
                continue;
            }

            var value = binder.Bind(item.Value);
            if (!isNamed)
            {
                isGood &= value is not null;
                outputs.Add(($"column {outputs.Count + 1}", value!));
                continue;
            }

            if ((item.Alias?.Text ?? (item.Value as NameSyntax)?.Parts[^1].Text) is not { } name)
            {
                diagnostics.Add("SN2025", item.Value.Span, "this column has no name", "give it one: AS name");
                isGood = false;
                continue;
            }

            if (!names.Add(name))
            {
                diagnostics.Add("SN2025", item.Alias?.Span ?? item.Value.Span, $"there are two columns {name}", "rename one with AS");
                isGood = false;
                continue;
            }

            if (value is null)
            {
                isGood = false;
                continue;
            }

            outputs.Add((name, value));
        }

        return isGood ? outputs : null;
    }

    private bool Expand(
        StarSyntax star, Relation input, Grouping? grouping, List<(string Name, BoundExpression Value)> outputs, HashSet<string>? names)
    {
        if (grouping is not null)
        {
            diagnostics.Add(
                "SN2018", star.Span, "* cannot stand beside GROUP BY", "name the grouped columns, and aggregates of the others");
            return false;
        }

        var columns = input.Columns.Where(column => !column.IsSystem
            && (star.Qualifier is null
                ? !column.IsHidden
                : star.Qualifier.Text.Equals(column.Qualifier, StringComparison.OrdinalIgnoreCase))).ToList();
        if (columns.Count == 0)
        {
            diagnostics.Add(
                "SN2011", star.Span, $"there is no {star.Qualifier?.Text ?? "column"} in FROM", "name a stream, view or alias of FROM");
            return false;
        }

        foreach (var column in columns)
        {
            if (names is not null && !names.Add(column.Name))
            {
                diagnostics.Add(
                    "SN2025", star.Span, $"* gives two columns {column.Name}", "name the columns, one of them with AS, or join with USING");
                return false;
            }

            outputs.Add(
                (names is null ? $"column {outputs.Count + 1}" : column.Name,
                    new ColumnReference(column.Index, column.Name, column.Field.Type, star.Span)));
        }

        return true;
    }

    private static Relation Project(SelectSyntax select, PlanNode input, int eventTime, List<(string Name, BoundExpression Value)> outputs)
    {
        var schema = new Schema([.. outputs.Select(output => OutputField.Of(output.Name, output.Value, input.Schema))]);
        var time = outputs.FindIndex(output => output.Value is ColumnReference column && column.Index == eventTime);
        return Relation.Of(new ProjectNode(input, [.. outputs.Select(output => output.Value)], schema, time, select.Span), time);
    }

    private Grouping? BindKeys(SelectSyntax select, Relation input)
    {
        var rows = new ExpressionBinder(input, null, functions, diagnostics);
        var keys = new List<BoundExpression>();
        var names = new List<string>();
        var (isGood, hasWindow) = (true, false);
        foreach (var written in select.GroupBy)
        {
            if (FindItem(written, select, input) is not { } key)
            {
                isGood = false;
            }
            else if (key is NameSyntax name && rows.WindowColumn(name) >= 0)
            {
                hasWindow = true;
            }
            else if (SyntaxWalk.FindAggregate(key) is { } aggregate)
            {
                diagnostics.Add(
                    "SN2016",
                    aggregate.Span,
                    "an aggregate cannot stand in GROUP BY",
                    "group by columns, and filter aggregates with HAVING");
                isGood = false;
            }
            else if (rows.Bind(key) is not { } bound)
            {
                isGood = false;
            }
            else if (!keys.Exists(other => BoundEquality.AreSame(other, bound)))
            {
                keys.Add(bound);
                names.Add(bound is ColumnReference column ? column.Name : CanonicalText.Expression(key));
            }
        }

        if (isGood && !hasWindow)
        {
            diagnostics.Add(
                "SN2017",
                select.GroupBy.Count > 0 ? select.GroupBy[0].Span : select.Span,
                "the query does not group by its window",
                "write GROUP BY window_start, window_end before the other columns");
        }

        return isGood && hasWindow ? new(keys, names) : null;
    }

    /// <summary>GROUP BY 1 and GROUP BY alias stand for what SELECT lists.</summary>
    private ExpressionSyntax? FindItem(ExpressionSyntax key, SelectSyntax select, Relation input)
    {
        if (key is NumberSyntax number)
        {
            if (int.TryParse(number.Text, out var ordinal) && ordinal >= 1 && ordinal <= select.Items.Count
                && select.Items[ordinal - 1].Value is not StarSyntax)
            {
                return select.Items[ordinal - 1].Value;
            }

            diagnostics.Add("SN2011", key.Span, $"SELECT has no column number {number.Text}", "name the column instead");
            return null;
        }

        return key is NameSyntax { Parts: [var name] }
            && !input.Columns.Any(column => column.Name.Equals(name.Text, StringComparison.OrdinalIgnoreCase))
            && select.Items.FirstOrDefault(item => name.Text.Equals(item.Alias?.Text, StringComparison.OrdinalIgnoreCase)) is { } found
                ? found.Value : key;
    }

    private Relation? Unite(QuerySyntax query, List<Relation> branches)
    {
        var first = branches[0].Plan.Schema;
        var isGood = true;
        for (var i = 1; i < branches.Count; i++)
        {
            if (branches[i].Plan.Schema.Count != first.Count)
            {
                diagnostics.Add(
                    "SN2026",
                    query.Branches[i].Span,
                    $"this SELECT has {branches[i].Plan.Schema.Count} columns, the first one has {first.Count}",
                    "give the same columns in the same order; NULL AS name fills a gap");
                isGood = false;
            }
        }

        if (!isGood)
        {
            return null;
        }

        var columns = branches.Select(branch => Outputs(branch.Plan)).ToList();
        var fields = new List<Field>();
        for (var i = 0; i < first.Count; i++)
        {
            var values = columns.Select(outputs => outputs[i]).ToList();
            if (Coercion.CommonType(values) is not { } type)
            {
                diagnostics.Add(
                    "SN2026",
                    query.Branches[0].Span,
                    $"the column {first[i].Name} is "
                        + $"{string.Join(" here and ", values.Select(value => CanonicalText.Type(value.Type)).Distinct())} there",
                    "CAST it to the same type in each SELECT");
                return null;
            }

            for (var branch = 0; branch < branches.Count; branch++)
            {
                if (Coercion.To(values[branch], type, diagnostics) is not { } value)
                {
                    return null;
                }

                columns[branch][i] = value;
            }

            fields.Add(first[i] with
            {
                Type = type,
                Nullable = branches.Exists(branch => branch.Plan.Schema[i].Nullable),
                Unit = branches.TrueForAll(branch => branch.Plan.Schema[i].Unit == first[i].Unit) ? first[i].Unit : null,
            });
        }

        var schema = new Schema([.. fields]);
        var time = branches[0].EventTime;
        time = branches.TrueForAll(branch => branch.EventTime == time) ? time : -1;
        var inputs = branches.Select((branch, i) => Typed(branch, columns[i], schema)).ToList();
        return Relation.Of(new UnionNode(inputs, schema, time, query.Span), time);
    }

    private static BoundExpression[] Outputs(PlanNode plan) => plan is ProjectNode project
        ? [.. project.Expressions]
        : [.. plan.Schema.Fields.Select((field, i) => new ColumnReference(i, field.Name, field.Type, plan.Span))];

    private static ProjectNode Typed(Relation branch, BoundExpression[] outputs, Schema schema) =>
        new(branch.Plan is ProjectNode project ? project.Input : branch.Plan, outputs, schema, branch.EventTime, branch.Plan.Span);

    private Relation? BindFrom(FromSyntax from)
    {
        var relation = from switch
        {
            NamedFromSyntax named => BindNamed(named),
            SubqueryFromSyntax subquery => Bind(subquery.Query),
            WindowFromSyntax window => BindWindow(window),
            DedupFromSyntax dedup => BindDedup(dedup),
            JoinFromSyntax join => BindJoin(join),
            _ => throw new InvalidOperationException($"{from.GetType().Name} cannot be bound"),
        };
        return relation?.WithQualifier(from.Alias?.Text);
    }

    private Relation? BindNamed(NamedFromSyntax named)
    {
        var name = named.Name[^1].Text;
        return named.Name.Count == 1 && _commonTables.TryGetValue(name, out var common) ? common?.WithQualifier(name)
            : find(named, Reads)?.WithQualifier(name);
    }

    private Relation? BindWindow(WindowFromSyntax window)
    {
        if (BindFrom(window.Input) is not { } input)
        {
            return null;
        }

        var name = window.Slide is null ? "TUMBLE" : "HOP";
        if (input.Window is not null)
        {
            diagnostics.Add(
                "SN2004",
                window.Span,
                "a window straight over a window is not built yet",
                "aggregate the inner one first: FROM (SELECT … GROUP BY window_start, window_end, window_time)");
            return null;
        }

        var isGood = CheckEventTime(input, window.Time, name);
        var (size, slide, offset) = (window.Size.Micros, window.Slide?.Micros ?? window.Size.Micros, window.Offset?.Micros ?? 0);
        var limit = TimeSpan.FromDays(366 * 100L).Ticks / TimeSpan.TicksPerMicrosecond;
        if (size <= 0 || slide <= 0 || size > limit || Math.Abs(offset) > limit)
        {
            diagnostics.Add(
                "SN2020",
                window.Size.Span,
                $"{name} needs a size{(window.Slide is null ? "" : " and a slide")} above 0 and below 100 years",
                "write INTERVAL '1' MINUTE");
            return null;
        }

        if (slide > size || size % slide != 0)
        {
            diagnostics.Add(
                "SN2020",
                window.Size.Span,
                $"the size {IntervalText.Describe(size)} is no whole multiple of the slide {IntervalText.Describe(slide)}",
                "HOP takes the slide first, then the size: INTERVAL '1' MINUTE, INTERVAL '5' MINUTE");
            isGood = false;
        }

        if (window.Zone is { } zone)
        {
            isGood &= CheckZone(zone, size, slide);
        }

        if (!isGood)
        {
            return null;
        }

        var definition = new WindowDefinition(
            window.Slide is null ? WindowKind.Tumble : WindowKind.Hop, TimeSpan.FromMicroseconds(size), TimeSpan.FromMicroseconds(slide),
            TimeSpan.FromMicroseconds(offset), window.Zone?.Value);
        var qualifier = window.Alias?.Text ?? (window.Input as NamedFromSyntax)?.Name[^1].Text;
        return input with { Window = new(definition, qualifier, window.Span) };
    }

    private bool CheckZone(StringSyntax zone, long size, long slide)
    {
        var day = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone.Value, out _))
        {
            diagnostics.Add("SN2007", zone.Span, $"there is no time zone '{zone.Value}'", "give an IANA name, such as 'Europe/Stockholm'");
            return false;
        }

        if (size % day != 0 || slide % day != 0)
        {
            diagnostics.Add(
                "SN2020",
                zone.Span,
                "TIME ZONE is for windows of whole days",
                "remove it: shorter windows begin at the same instant everywhere");
            return false;
        }

        return true;
    }

    private bool CheckEventTime(Relation input, NameSyntax column, string function)
    {
        if (new ExpressionBinder(input, null, functions, diagnostics).Bind(column) is not { } bound)
        {
            return false;
        }

        if (bound is ColumnReference reference && reference.Index == input.EventTime)
        {
            return true;
        }

        diagnostics.Add("SN2019", column.Span, $"{column.Parts[^1].Text} is not the event time, which {function} needs",
            input.EventTime >= 0 && input.Columns.FirstOrDefault(other => other.Index == input.EventTime) is { } time
                ? $"use {time.Name}, or declare WATERMARK FOR {column.Parts[^1].Text} in CREATE STREAM"
                : "select the event time's column in the view or query that is read here, unchanged; after GROUP BY in a window it is "
                    + "window_time");
        return false;
    }

    private Relation? BindDedup(DedupFromSyntax dedup)
    {
        if (BindFrom(dedup.Input) is not { } input)
        {
            return null;
        }

        if (input.Window is { } window)
        {
            diagnostics.Add(
                "SN2004", window.Span, "DEDUP over a window is not built yet", "put DEDUP inside the window: TUMBLE(TABLE(DEDUP(…)), …)");
            return null;
        }

        if (dedup.Interval.Micros <= 0)
        {
            diagnostics.Add(
                "SN2020",
                dedup.Interval.Span,
                "DEDUP needs an interval above 0",
                "write how long a key is remembered: INTERVAL '10' MINUTE");
            return null;
        }

        if (input.EventTime < 0)
        {
            diagnostics.Add(
                "SN2019",
                dedup.Span,
                "DEDUP needs the event time, which this input has lost",
                "select its column unchanged in the view or query that is read here");
            return null;
        }

        return BindColumns(dedup.Keys, input) is { } keys
            ? input with
            {
                Plan = new DedupNode(input.Plan, keys, input.EventTime, TimeSpan.FromMicroseconds(dedup.Interval.Micros), dedup.Span),
            } : null;
    }

    /// <summary>Columns by name, as indexes of the plan's schema.</summary>
    public List<int>? BindColumns(IReadOnlyList<NameSyntax> names, Relation input)
    {
        var binder = new ExpressionBinder(input, null, functions, diagnostics);
        var indexes = new List<int>();
        foreach (var name in names)
        {
            switch (binder.Bind(name))
            {
                case ColumnReference column:
                    indexes.Add(column.Index);
                    break;
                case not null:
                    diagnostics.Add(
                        "SN2011",
                        name.Span,
                        $"{CanonicalText.Expression(name)} is no column of its own",
                        "compute it in a view, and use its column");
                    break;
            }
        }

        return indexes.Count == names.Count ? indexes : null;
    }

    private Relation? BindJoin(JoinFromSyntax join)
    {
        var left = BindFrom(join.Left);
        if (join.Right is not NamedFromSyntax named || named.Name.Count > 2
            || (named.Name.Count == 2 && !named.Name[0].Text.Equals("reference", StringComparison.OrdinalIgnoreCase)))
        {
            return NotReference(join.Right.Span);
        }

        var name = named.Name[^1];
        if (_commonTables.ContainsKey(name.Text) || reference(name.Text) is not { } table)
        {
            if (!_commonTables.ContainsKey(name.Text) && find(named, new()) is null)
            {
                return null;
            }

            return NotReference(named.Span);
        }

        if (left is null)
        {
            return null;
        }

        Reads.References.Add(table.Name);
        var offset = left.Plan.Schema.Count;
        var qualifier = named.Alias?.Text ?? name.Text;
        var right = table.Schema.Fields.Select((field, i) => new ScopeColumn(qualifier, field, offset + i,
            IsHidden: join.Using.Any(column => column.Text.Equals(field.Name, StringComparison.OrdinalIgnoreCase)))).ToList();
        var both = left with { Columns = [.. left.Columns, .. right] };
        var keys = new List<(BoundExpression Input, int Reference)>();
        if (!(join.Condition is null ? BindUsing(join, left, table, keys) : BindOn(join.Condition, both, offset, table, keys)))
        {
            return null;
        }

        var fields = new List<Field>(left.Plan.Schema.Fields);
        foreach (var field in table.Schema.Fields)
        {
            fields.Add(field with { Name = Unique(fields, field.Name), Nullable = field.Nullable || join.IsLeft });
        }

        var plan = new LookupNode(
            left.Plan,
            table,
            [.. keys.Select(key => key.Input)],
            [.. keys.Select(key => key.Reference)],
            join.IsLeft,
            new([.. fields]),
            join.Span);
        return both with
        {
            Plan = plan,
            Columns = [.. left.Columns,
                .. right.Select(column => column with { Field = column.Field with { Nullable = column.Field.Nullable || join.IsLeft } })],
        };
    }

    private Relation? NotReference(SourceSpan span)
    {
        diagnostics.Add("SN2024", span, "a stream is joined with a reference table only; joins of streams are not built yet",
            "put the right side into reference/ as CSV or JSON, or bring streams together with UNION ALL");
        return null;
    }

    private bool BindUsing(JoinFromSyntax join, Relation left, ReferenceTable table, List<(BoundExpression Input, int Reference)> keys)
    {
        var binder = new ExpressionBinder(left, null, functions, diagnostics);
        foreach (var column in join.Using)
        {
            var index = table.Schema.IndexOf(column.Text);
            if (index < 0)
            {
                diagnostics.Add("SN2011", column.Span, $"the reference table {table.Name} has no column {column.Text}",
                    Spelling.Advice(
                        column.Text,
                        table.Schema.Fields.Select(field => field.Name),
                        $"it has {string.Join(", ", table.Schema.Fields.Select(field => field.Name))}"));
                return false;
            }

            if (binder.Bind(new NameSyntax([column], column.Span)) is not { } input || !AddKey(input, index, table, column.Span, keys))
            {
                return false;
            }
        }

        return true;
    }

    private bool BindOn(
        ExpressionSyntax condition, Relation both, int offset, ReferenceTable table, List<(BoundExpression Input, int Reference)> keys)
    {
        var binder = new ExpressionBinder(both, null, functions, diagnostics);
        foreach (var part in condition is LogicalSyntax { IsAnd: true } and ? and.Operands : [condition])
        {
            if (part is not BinarySyntax { Operator: "=" } equality)
            {
                diagnostics.Add(
                    "SN2024",
                    part.Span,
                    "a reference table is joined by equal columns only",
                    "write ON a = b AND …, and move other conditions to WHERE");
                return false;
            }

            if (binder.Bind(equality.Left) is not { } a || binder.Bind(equality.Right) is not { } b)
            {
                return false;
            }

            var (input, column) = b is ColumnReference right && right.Index >= offset ? (a, right.Index - offset)
                : a is ColumnReference left && left.Index >= offset ? (b, left.Index - offset)
                : (a, -1);
            var reads = new bool[both.Columns.Max(other => other.Index) + 1];
            ExpressionRewriter.Mark(input, reads);
            if (column < 0 || reads.AsSpan(Math.Min(offset, reads.Length)).Contains(true))
            {
                diagnostics.Add(
                    "SN2024",
                    part.Span,
                    $"one side must be a column of {table.Name}, the other must not read it",
                    $"write ON key = {table.Name}.column");
                return false;
            }

            if (!AddKey(input, column, table, part.Span, keys))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddKey(
        BoundExpression input, int column, ReferenceTable table, SourceSpan span, List<(BoundExpression Input, int Reference)> keys)
    {
        var field = table.Schema[column];
        if (Coercion.Cost(input, field.Type) >= Coercion.Impossible)
        {
            diagnostics.Add(
                "SN2015",
                span,
                $"{CanonicalText.Type(input.Type)} cannot be compared with {table.Name}.{field.Name}, which is "
                    + $"{CanonicalText.Type(field.Type)}",
                $"CAST the stream's side to {CanonicalText.Type(field.Type)}");
            return false;
        }

        if (Coercion.To(input, field.Type, diagnostics) is not { } key)
        {
            return false;
        }

        keys.Add((key, column));
        return true;
    }
}
