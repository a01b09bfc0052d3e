using Sensorium.Core;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql.Ast;

namespace Sensorium.Pipelines.Sql;

/// <summary>Gives names their meaning and expressions their types. Statements see each other whatever file they stand in.</summary>
internal sealed partial class Binder
{
    private readonly IReadOnlyList<StatementSyntax> _statements;
    private readonly Dictionary<string, StatementSyntax> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _brokenNames;
    private readonly Dictionary<string, StreamDefinition> _streams = new(StringComparer.OrdinalIgnoreCase);
    private readonly DiagnosticList _diagnostics;
    private readonly List<string> _viewsInHand = [];
    private readonly SortedSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    public Binder(IReadOnlyList<StatementSyntax> statements, IReadOnlyList<string> brokenNames, DiagnosticList diagnostics)
    {
        (_statements, _diagnostics) = (statements, diagnostics);
        _brokenNames = new(brokenNames, StringComparer.OrdinalIgnoreCase);
        foreach (var statement in statements)
        {
            if (!_byName.TryAdd(statement.Name.Text, statement))
            {
                diagnostics.Add("SN2110", statement.Name.Span, $"{statement.Name.Text} is made twice.", "Give one of the two another name.");
            }
        }
    }

    /// <param name="textOf">A statement as written, for the fingerprint of the plans that read it.</param>
    public CityProgram Bind(Func<StatementSyntax, string> textOf)
    {
        foreach (var statement in _statements.OfType<CreateStreamSyntax>())
        {
            if (Try(() => BindStream(statement)) is { } stream)
            {
                _streams[statement.Name.Text] = stream;
            }
        }

        foreach (var view in _statements.OfType<CreateViewSyntax>())
        {
            Try(() => BindQuery(view.Query, null));
        }

        foreach (var alert in _statements.OfType<CreateAlertSyntax>())
        {
            _diagnostics.Add("SN2120", alert.Name.Span, "CREATE ALERT is not built in this release.", "Leave the statement out for now.");
        }

        var pipelines = new List<PipelineDefinition>();
        foreach (var statement in _statements.OfType<CreateTableSyntax>())
        {
            _read.Clear();
            if (Try(() => BindTable(statement)) is { } table)
            {
                var text = string.Join("\n;\n", _read.Select(name => textOf(_byName[name])).Append(textOf(statement)));
                pipelines.Add(table with { Text = text });
            }
        }

        return new([.. _streams.Values], pipelines);
    }

    private T? Try<T>(Func<T> bind)
        where T : class
    {
        try
        {
            return bind();
        }
        catch (BindingException error)
        {
            _diagnostics.Add(error.Code, error.Span, error.Message, error.Advice);
            return null;
        }
        catch (KnownBrokenException)
        {
            return null;
        }
    }

    private TablePipeline BindTable(CreateTableSyntax statement)
    {
        var layer = statement.Layer?.Text.ToLowerInvariant() ?? "processed";
        if (layer is not ("raw" or "processed" or "final"))
        {
            throw new BindingException("SN2111", statement.Layer!.Span, $"There is no layer {layer}.", "Use raw, processed or final, or no layer for processed.");
        }

        var plan = PlanPruning.Prune(BindQuery(statement.Query, null).Plan);
        foreach (var field in plan.Schema.Fields.Where(field => field.Type == TypeKind.Interval))
        {
            throw new BindingException("SN2112", statement.Name.Span, $"Column {field.Name} is an interval, which no table can hold.", "Divide it into a number, for example with extract.");
        }

        var partitions = statement.PartitionedBy.Select(column => plan.Schema.IndexOf(column.Text) is var index and >= 0
            ? plan.Schema[index].Name
            : throw new BindingException("SN2102", column.Span, $"The query has no column {column.Text}.", Spelling.Advice(column.Text, plan.Schema.Fields.Select(field => field.Name), "Name a column of the SELECT list.")));
        var name = $"{layer}.{statement.Name.Text}";
        return new(name, new(name, plan.Schema, [.. partitions], statement.Comment?.Value), plan, "", statement.Span);
    }

    private BoundRelation BindQuery(QuerySyntax query, Dictionary<string, QuerySyntax>? outer)
    {
        var named = outer is null ? new(StringComparer.OrdinalIgnoreCase) : new Dictionary<string, QuerySyntax>(outer, StringComparer.OrdinalIgnoreCase);
        foreach (var cte in query.With)
        {
            named[cte.Name.Text] = cte.Query;
        }

        var branches = query.Branches.Select(branch => BindSelect(branch, named)).ToList();
        if (branches is [var only])
        {
            return only;
        }

        var schema = branches[0].Plan.Schema;
        for (var i = 1; i < branches.Count; i++)
        {
            var other = branches[i].Plan.Schema;
            if (!other.Fields.Select(field => field.Type).SequenceEqual(schema.Fields.Select(field => field.Type)))
            {
                throw new BindingException("SN2113", query.Branches[i].Span, $"UNION ALL joins ({schema}) with ({other}).", "Make the columns of all branches equal in number and type, with CAST where needed.");
            }
        }

        var eventTime = branches.Select(branch => branch.EventTime).Distinct().Count() == 1 ? branches[0].EventTime : -1;
        return new(new UnionNode([.. branches.Select(branch => branch.Plan)], schema, eventTime, query.Span), null, eventTime, schema.Count, null);
    }

    private BoundRelation BindFrom(FromSyntax from, Dictionary<string, QuerySyntax> named)
    {
        switch (from)
        {
            case NamedFromSyntax name:
                var bound = BindName(name, named);
                return bound with { Name = from.Alias?.Text ?? name.Name[^1].Text };
            case SubqueryFromSyntax subquery:
                return BindQuery(subquery.Query, named) with { Name = from.Alias?.Text };
            case WindowFromSyntax window:
                return BindWindow(window, named);
            default:
                throw new BindingException("SN2120", from.Span, $"{(from is JoinFromSyntax ? "JOIN" : "DEDUP")} is not built in this release.", "Leave it out for now.");
        }
    }

    private BoundRelation BindName(NamedFromSyntax name, Dictionary<string, QuerySyntax> named)
    {
        var text = name.Name[^1].Text;
        if (named.TryGetValue(text, out var cte))
        {
            // A CTE sees those before it; one that names itself means the statement of that name.
            var others = new Dictionary<string, QuerySyntax>(named, StringComparer.OrdinalIgnoreCase);
            others.Remove(text);
            return BindQuery(cte, others);
        }

        if (_byName.ContainsKey(text))
        {
            _read.Add(text);
        }

        if (_streams.TryGetValue(text, out var stream))
        {
            return new(new SourceNode(stream, [], name.Span), text, stream.EventTimeColumn >= 0 ? stream.EventTimeColumn : stream.Columns.Count + 2, stream.Columns.Count, null);
        }

        if (_byName.GetValueOrDefault(text) is CreateViewSyntax view)
        {
            if (_viewsInHand.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                throw new BindingException("SN2114", name.Span, $"View {text} reads itself: {string.Join(" → ", _viewsInHand)} → {text}.", "Break the circle.");
            }

            _viewsInHand.Add(text);
            try
            {
                return BindQuery(view.Query, null);
            }
            finally
            {
                _viewsInHand.RemoveAt(_viewsInHand.Count - 1);
            }
        }

        if (_brokenNames.Contains(text) || _byName.GetValueOrDefault(text) is CreateStreamSyntax)
        {
            throw new KnownBrokenException();
        }

        var known = _byName.Values.Where(statement => statement is CreateStreamSyntax or CreateViewSyntax).Select(statement => statement.Name.Text);
        throw new BindingException("SN2101", name.Span, $"There is no stream or view {text}.", Spelling.Advice(text, known, "Declare it with CREATE STREAM or CREATE VIEW."));
    }

    private BoundRelation BindWindow(WindowFromSyntax window, Dictionary<string, QuerySyntax> named)
    {
        var input = BindFrom(window.Input, named);
        var time = Resolve(window.Time, input);
        if (time.Index != input.EventTime)
        {
            throw new BindingException("SN2115", window.Time.Span, $"{time.Name} is not the event time of this input.", "Name the column that the stream's WATERMARK is declared for.");
        }

        var size = Span(window.Size);
        var slide = window.Slide is null ? size : Span(window.Slide);
        var offset = window.Offset is null ? TimeSpan.Zero : Span(window.Offset);
        if (size <= TimeSpan.Zero || slide <= TimeSpan.Zero || size.Ticks % slide.Ticks != 0)
        {
            throw new BindingException("SN2116", window.Size.Span, "The window's size must be a whole multiple of its slide, both above zero.", "For example INTERVAL '10' SECOND, INTERVAL '1' MINUTE.");
        }

        if (window.Zone is { } zone)
        {
            if (NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone.Value) is null)
            {
                throw new BindingException("SN2117", zone.Span, $"There is no time zone {zone.Value}.", "Use an IANA name such as 'Europe/Stockholm'.");
            }

            if (window.Slide is not null || size.Ticks % TimeSpan.TicksPerDay != 0 || offset != TimeSpan.Zero)
            {
                throw new BindingException("SN2116", zone.Span, "TIME ZONE goes with TUMBLE by whole days, without an offset.", "Leave the zone out, or use INTERVAL '1' DAY.");
            }
        }

        var kind = window.Slide is null ? WindowKind.Tumble : WindowKind.Hop;
        return input with { Name = window.Alias?.Text ?? input.Name, Window = new(kind, size, slide, offset, window.Zone?.Value) };
    }

    private static TimeSpan Span(IntervalSyntax interval) => TimeSpan.FromTicks(interval.Micros * 10);
}
