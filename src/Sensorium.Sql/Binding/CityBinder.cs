using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Binding;

/// <summary>Binds all statements of a city. Streams and views are seen by all files, in any order.</summary>
internal sealed class CityBinder
{
    private static readonly string[] Layers = [TableName.Raw, TableName.Processed, TableName.Final];

    private readonly FunctionCatalog _functions;
    private readonly DiagnosticList _diagnostics;
    /// <summary>Of a view with all that it reads.</summary>
    private const int MostSteps = 10_000;

    private readonly Dictionary<PlanNode, long> _steps = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ReferenceTable> _references;
    private readonly HashSet<string> _brokenNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CreateStreamSyntax> _streamSyntaxes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, StreamDefinition> _streams = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CreateViewSyntax> _viewSyntaxes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (Relation? Relation, Reads Reads)> _views = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _viewsInHand = [];
    private readonly Dictionary<string, CreateTableSyntax> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CreateAlertSyntax> _alerts = new(StringComparer.OrdinalIgnoreCase);

    private CityBinder(IReadOnlyDictionary<string, ReferenceTable> references, FunctionCatalog functions, DiagnosticList diagnostics)
    {
        (_functions, _diagnostics) = (functions, diagnostics);
        _references = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, table) in references)
        {
            _references[name] = table;
        }
    }

    public static CityProgram Bind(
        IReadOnlyList<ParsedFile> files,
        IReadOnlyDictionary<string, ReferenceTable> references,
        FunctionCatalog functions,
        DiagnosticList diagnostics)
    {
        var binder = new CityBinder(references, functions, diagnostics);
        var statements = binder.BindInputs(files);
        var pipelines = new List<PipelineDefinition>();
        foreach (var statement in statements)
        {
            PipelineDefinition? pipeline = statement switch
            {
                CreateTableSyntax table => binder.Table(table),
                CreateAlertSyntax alert => binder.Alert(alert),
                _ => null,
            };
            if (pipeline is not null)
            {
                pipelines.Add(pipeline);
            }
        }

        return new([.. binder._streams.Values], pipelines);
    }

    /// <summary>Queries that stand alone, over a city's streams and views. Null for each that has an error, which is reported.</summary>
    public static IReadOnlyList<FeedQuery?> BindQueries(
        IReadOnlyList<ParsedFile> files,
        IReadOnlyList<QuerySyntax?> queries,
        IReadOnlyDictionary<string, ReferenceTable> references,
        FunctionCatalog functions,
        DiagnosticList diagnostics)
    {
        var binder = new CityBinder(references, functions, diagnostics);
        binder.BindInputs(files);
        return [.. queries.Select(query => query is null ? null : binder.Live(query))];
    }

    private static string Id(CreateTableSyntax table) => $"{table.Layer?.Text.ToLowerInvariant() ?? TableName.Processed}.{table.Name.Text}";

    /// <summary>Declares all names, and binds the streams and views.</summary>
    private List<StatementSyntax> BindInputs(IReadOnlyList<ParsedFile> files)
    {
        var statements = files.SelectMany(file => file.Statements).ToList();
        _brokenNames.UnionWith(files.SelectMany(file => file.BrokenNames));
        Declare(statements);
        foreach (var stream in _streamSyntaxes.Values)
        {
            _streams.Add(stream.Name.Text, new StreamBinder(_functions, _diagnostics).Bind(stream));
        }

        CompareWithRaw();
        foreach (var view in statements.OfType<CreateViewSyntax>())
        {
            View(view, view.Name.Span);
        }

        return statements;
    }

    private FeedQuery? Live(QuerySyntax query)
    {
        if (Queries().Bind(query) is not { } relation)
        {
            return null;
        }

        if (Stateful(relation.Plan) is { } node)
        {
            _diagnostics.Add(
                "SN2040",
                node.Span,
                $"{(node is DedupNode ? "DEDUP" : "a window")} remembers rows, and a query of the newest rows remembers nothing",
                "leave it out; what must be counted belongs in a CREATE TABLE, and a panel over that");
            return null;
        }

        return new(PlanPruning.Prune(relation.Plan));
    }

    private static PlanNode? Stateful(PlanNode node) => node switch
    {
        SourceNode => null,
        FilterNode filter => Stateful(filter.Input),
        ProjectNode project => Stateful(project.Input),
        LookupNode lookup => Stateful(lookup.Input),
        UnionNode union => union.Inputs.Select(Stateful).FirstOrDefault(found => found is not null),
        _ => node,
    };

    private void Declare(List<StatementSyntax> statements)
    {
        foreach (var statement in statements)
        {
            CheckName(statement);
            var name = statement.Name.Text;
            var isFirst = statement switch
            {
                CreateStreamSyntax stream => !_viewSyntaxes.ContainsKey(name) && _streamSyntaxes.TryAdd(name, stream),
                CreateViewSyntax view => !_streamSyntaxes.ContainsKey(name) && _viewSyntaxes.TryAdd(name, view),
                CreateTableSyntax table => _tables.TryAdd(Id(table), table),
                CreateAlertSyntax alert => _alerts.TryAdd(name, alert),
                _ => true,
            };
            if (!isFirst)
            {
                _diagnostics.Add("SN2005", statement.Name.Span, $"{name} is declared twice", $"rename it, or remove {Other(statement)}");
            }
        }

        foreach (var alert in _alerts.Values)
        {
            // An alert's late and rejected rows have tables of its name.
            if (_tables.TryGetValue(TableName.OfPipeline(alert.Name.Text), out var table))
            {
                _diagnostics.Add(
                    "SN2005", alert.Name.Span, $"{alert.Name.Text} is the name of a table", $"rename it, or the table at {table.Span}");
            }
        }

        if (_alerts.Count > 0 && _tables.TryGetValue(AlertTable.Name, out var alerts))
        {
            _diagnostics.Add("SN2005", alerts.Name.Span, "alerts is the table that all alerts go to", "give the table another name");
        }

        foreach (var table in _tables.Values)
        {
            // Late and rejected rows of tables and streams are tables too.
            if (_streamSyntaxes.ContainsKey(table.Name.Text) || _viewSyntaxes.ContainsKey(table.Name.Text))
            {
                _diagnostics.Add(
                    "SN2005", table.Name.Span, $"{table.Name.Text} is the name of a stream or view", "give the table a name of its own");
            }
            else if (TableName.IsSideTable(table.Name.Text))
            {
                _diagnostics.Add(
                    "SN2005",
                    table.Name.Span,
                    "names that end in __late and __rejected are for rows that went no further",
                    "give the table another name");
            }
        }
    }

    /// <summary>Names of streams, tables and alerts become folders' names, also quoted ones.</summary>
    private void CheckName(StatementSyntax statement)
    {
        var what = statement switch
        {
            CreateStreamSyntax => "stream",
            CreateTableSyntax => "table",
            CreateAlertSyntax => "alert",
            _ => null,
        };
        if (what is not null && !TableName.IsValid(statement.Name.Text))
        {
            _diagnostics.Add(
                "SN1018",
                statement.Name.Span,
                $"'{Shortened(statement.Name.Text)}' cannot be the name of {(what == "alert" ? "an" : "a")} {what}",
                TableName.Rule.TrimEnd('.'));
        }

        if (statement is CreateStreamSyntax stream
            && stream.Options.FirstOrDefault(option => option.Name.Text.Equals("stream", StringComparison.OrdinalIgnoreCase))
                is { Value: { Value.Length: > 0 } physical }
            && !StreamName.IsValid(physical.Value))
        {
            _diagnostics.Add(
                "SN1018",
                physical.Span,
                $"'{Shortened(physical.Value)}' cannot be the name of a stream in the log",
                StreamName.Rule.TrimEnd('.'));
        }
    }

    private static string Shortened(string name) => name.Length <= 100 ? name : name[..100] + "…";

    /// <summary>Every stream keeps its records in tables of <c>raw</c> that no statement names.</summary>
    private void CompareWithRaw()
    {
        // Without regard to case, as queries find tables.
        var owners = _streams.Values.ToDictionary(
            stream => TableName.RejectedOf(TableName.OfStream(stream.Name)),
            stream => $"what is no row of the stream {stream.Name}",
            StringComparer.OrdinalIgnoreCase);
        foreach (var stream in _streams.Values.Where(stream => owners.ContainsKey(TableName.OfStream(stream.PhysicalName))))
        {
            _diagnostics.Add(
                "SN2005",
                _streamSyntaxes[stream.Name].Name.Span,
                $"{TableName.OfStream(stream.PhysicalName)} already keeps {owners[TableName.OfStream(stream.PhysicalName)]}",
                "rename one of the two streams");
        }

        foreach (var stream in _streams.Values)
        {
            owners.TryAdd(TableName.OfStream(stream.PhysicalName), $"the records of the stream {stream.Name}");
        }

        foreach (var (id, table) in _tables)
        {
            foreach (var written in (string[])[id, TableName.LateOf(id), TableName.RejectedOf(id)])
            {
                if (owners.TryGetValue(written, out var kept))
                {
                    _diagnostics.Add("SN2005", table.Name.Span, $"{written} already keeps {kept}", "give the table another name or layer");
                }
            }
        }
    }

    private string Other(StatementSyntax statement)
    {
        StatementSyntax? other = statement switch
        {
            CreateTableSyntax table => _tables[Id(table)],
            CreateAlertSyntax alert => _alerts[alert.Name.Text],
            _ => _streamSyntaxes.TryGetValue(statement.Name.Text, out var stream) ? stream : _viewSyntaxes[statement.Name.Text],
        };
        return $"the one at {other.Span}";
    }

    private QueryBinder Queries() => new(Find, name => _references.GetValueOrDefault(name), _functions, _diagnostics);

    private Relation? Find(NamedFromSyntax named, Reads reads)
    {
        var name = named.Name[^1].Text;
        if (named.Name.Count == 1)
        {
            if (_streams.TryGetValue(name, out var stream))
            {
                reads.Streams.Add(stream.Name);
                return Source(stream, named.Span);
            }

            if (_viewSyntaxes.TryGetValue(name, out var view))
            {
                reads.Views.Add(view.Name.Text);
                var (relation, viewReads) = View(view, named.Span);
                reads.Add(viewReads);
                return relation;
            }

            if (_brokenNames.Contains(name))
            {
                return null;
            }

            if (_references.ContainsKey(name))
            {
                _diagnostics.Add(
                    "SN2010",
                    named.Span,
                    $"{name} is a reference table, which does not flow",
                    "FROM a stream or view, and JOIN the reference table");
                return null;
            }
        }

        var full = string.Join('.', named.Name.Select(part => part.Text));
        if (_tables.ContainsKey(named.Name.Count == 1 ? TableName.OfPipeline(name) : full))
        {
            _diagnostics.Add(
                "SN2004",
                named.Span,
                $"reading the table {full} as a stream is not built yet",
                "put its query into a CREATE VIEW, and read that in both places");
            return null;
        }

        var names = _streams.Keys.Concat(_viewSyntaxes.Keys).ToList();
        _diagnostics.Add("SN2010", named.Span, $"there is no stream or view {full}",
            Spelling.Advice(
                name,
                names.Concat(_references.Keys),
                names.Count == 0 ? "declare it with CREATE STREAM" : $"there are {string.Join(", ", names.Take(12))}"));
        return null;
    }

    private static Relation Source(StreamDefinition stream, SourceSpan span)
    {
        var declared = stream.Columns.Count;
        var columns = stream.Schema.Fields.Select((field, i) => new ScopeColumn(null, field, i, IsSystem: i >= declared)).ToList();
        var time = stream.EventTimeColumn >= 0 ? stream.EventTimeColumn : stream.Schema.IndexOf("_appended_at");
        return new(new SourceNode(stream, [], span), columns, time);
    }

    private (Relation? Relation, Reads Reads) View(CreateViewSyntax view, SourceSpan reader)
    {
        var name = view.Name.Text;
        if (_views.TryGetValue(name, out var known))
        {
            return known;
        }

        var start = _viewsInHand.FindIndex(other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (start >= 0)
        {
            _diagnostics.Add(
                "SN2022",
                reader,
                $"the view reads itself: {string.Join(" → ", [.. _viewsInHand.Skip(start), name])}",
                "take the circle apart");
            return (null, new());
        }

        if (_viewsInHand.Count == 50)
        {
            _diagnostics.Add("SN2031", reader, "views are stacked more than 50 deep", "join some of them");
            return (null, new());
        }

        _viewsInHand.Add(name);
        var queries = Queries();
        var bound = (Relation: queries.Bind(view.Query), queries.Reads);
        _viewsInHand.RemoveAt(_viewsInHand.Count - 1);
        if (bound.Relation is { } relation && StepsOf(relation.Plan) > MostSteps)
        {
            _diagnostics.Add(
                "SN2031",
                view.Name.Span,
                $"with all the views that it reads, {name} comes to more than {MostSteps:N0} steps",
                "read each stream once, and filter there");
            bound.Relation = null;
        }

        _views[name] = bound;
        return bound;
    }

    /// <summary>How many steps a plan has where each of its paths goes its own way, as it runs; views share theirs here.</summary>
    private long StepsOf(PlanNode node)
    {
        if (!_steps.TryGetValue(node, out var steps))
        {
            steps = 1 + node.Inputs.Sum(StepsOf);
            _steps[node] = steps;
        }

        return steps;
    }

    private TablePipeline? Table(CreateTableSyntax table)
    {
        if (table.Layer is { } layer && !Layers.Contains(layer.Text, StringComparer.OrdinalIgnoreCase))
        {
            _diagnostics.Add(
                "SN2007",
                layer.Span,
                $"there is no layer {layer.Text}",
                Spelling.Advice(layer.Text, Layers, "the layers are raw, processed and final"));
        }

        var queries = Queries();
        if (queries.Bind(table.Query) is not { } relation)
        {
            return null;
        }

        var schema = relation.Plan.Schema;
        foreach (var field in schema.Fields.Where(field => field.Type == TypeKind.Interval))
        {
            _diagnostics.Add(
                "SN2015",
                table.Query.Span,
                $"the column {field.Name} is an INTERVAL, which no table holds",
                $"write to_seconds(…) AS {field.Name}");
        }

        var partitions = new List<string>();
        foreach (var column in table.PartitionedBy)
        {
            var index = schema.IndexOf(column.Text);
            if (index < 0)
            {
                _diagnostics.Add("SN2027", column.Span, $"the query has no column {column.Text} to partition by",
                    Spelling.Advice(column.Text, schema.Fields.Select(field => field.Name), "add it to SELECT"));
            }
            else if (partitions.Contains(schema[index].Name))
            {
                _diagnostics.Add("SN2027", column.Span, $"{column.Text} is listed twice", "remove one of them");
            }
            else if (schema[index].Type is TypeKind.Double or TypeKind.Point or TypeKind.Binary)
            {
                _diagnostics.Add(
                    "SN2027",
                    column.Span,
                    $"a table is not partitioned by {CanonicalText.Type(schema[index].Type)}",
                    "partition by a day or by something that has few values");
            }
            else
            {
                partitions.Add(schema[index].Name);
            }
        }

        if (partitions.Count == schema.Count)
        {
            _diagnostics.Add(
                "SN2027",
                table.PartitionedBy[0].Span,
                "the table is partitioned by all of its columns",
                "leave one out: files hold the others");
        }

        var definition = new TableDefinition(Id(table), schema, partitions, table.Comment?.Value);
        return new(definition.Name, definition, PlanPruning.Prune(relation.Plan), Text(table, queries.Reads), table.Span);
    }

    private AlertPipeline? Alert(CreateAlertSyntax alert)
    {
        var queries = Queries();
        var select = alert.Select;
        var isGrouped = select.GroupBy.Count > 0;
        var raise = isGrouped ? select.Having : select.Where;
        if (queries.BindInput(select, withWhere: isGrouped) is not var (input, grouping))
        {
            return null;
        }

        if (raise is null || (!isGrouped && select.Having is not null))
        {
            _diagnostics.Add(
                "SN2029",
                select.Span,
                "the alert does not say when it is raised",
                isGrouped ? "add HAVING" : "add WHERE; HAVING needs GROUP BY");
            return null;
        }

        if (alert.For is { Micros: <= 0 })
        {
            _diagnostics.Add(
                "SN2020", alert.For.Span, "FOR needs an interval above 0", "leave it out where the first row raises the alert");
        }

        var binder = new ExpressionBinder(input, grouping, _functions, _diagnostics);
        var raiseWhen = binder.BindCondition(raise, isGrouped ? "HAVING" : "WHERE");
        var clearWhen = alert.Until is null ? null : binder.BindCondition(alert.Until, "UNTIL");
        var outputs = queries.BindItems(select, input, grouping, binder);
        var keys = new List<int>();
        foreach (var key in alert.Keys)
        {
            switch (binder.Bind(key))
            {
                case ColumnReference column:
                    keys.Add(column.Index);
                    break;
                case not null:
                    _diagnostics.Add(
                        "SN2011",
                        key.Span,
                        $"{CanonicalText.Expression(key)} is no column of its own",
                        "compute it in a view, and use its column");
                    break;
            }
        }

        if (raiseWhen is null || outputs is null || keys.Count < alert.Keys.Count || (alert.Until is not null && clearWhen is null))
        {
            return null;
        }

        var source = grouping is null ? input : QueryBinder.Group(input, grouping, select.Span);
        if (source.EventTime < 0)
        {
            _diagnostics.Add(
                "SN2019",
                select.From.Span,
                "an alert needs the event time, which this input has lost",
                "select its column unchanged in the view or query that is read here");
            return null;
        }

        return PlanPruning.Prune(new AlertPipeline(
            $"alert.{alert.Name.Text}",
            alert.Name.Text,
            alert.Topic.Text,
            alert.Severity?.Value ?? "medium",
            source.Plan,
            source.EventTime,
            keys,
            raiseWhen,
            clearWhen,
            alert.For is null ? null : TimeSpan.FromMicroseconds(alert.For.Micros),
            outputs,
            alert.Comment?.Value,
            Text(alert, queries.Reads),
            alert.Span));
    }

    /// <summary>The statement and all it reads, so that the plan's fingerprint changes with any of them and with nothing else.</summary>
    private string Text(StatementSyntax statement, Reads reads) => string.Join(
        ";\n",
        [
            CanonicalText.Statement(statement),
            .. reads.Streams.Select(name => CanonicalText.Statement(_streamSyntaxes[name])),
            .. reads.Views.Select(name => CanonicalText.Statement(_viewSyntaxes[name])),
            .. reads.References.Select(Reference),
        ]);

    private string Reference(string name)
    {
        var columns = _references[name].Schema.Fields.Select(field => $"{CanonicalText.Name(field.Name)} {CanonicalText.Type(field.Type)}");
        return $"REFERENCE {CanonicalText.Name(name)} ({string.Join(", ", columns)})";
    }
}
