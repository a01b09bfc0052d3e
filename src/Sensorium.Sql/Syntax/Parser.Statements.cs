using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

internal sealed partial class Parser
{
    private static readonly string[] ColumnOptions = ["FROM", "NOT", "UNIT", "COMMENT", "CHECK", "ZONE", "EPOCH"];

    private static readonly Dictionary<string, TypeKind> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BOOLEAN"] = TypeKind.Boolean,
        ["INT"] = TypeKind.Integer,
        ["INTEGER"] = TypeKind.Integer,
        ["BIGINT"] = TypeKind.BigInt,
        ["DOUBLE"] = TypeKind.Double,
        ["VARCHAR"] = TypeKind.Varchar,
        ["STRING"] = TypeKind.Varchar,
        ["TEXT"] = TypeKind.Varchar,
        ["TIMESTAMP"] = TypeKind.Timestamp,
        ["TIMESTAMP_LTZ"] = TypeKind.Timestamp,
        ["DATE"] = TypeKind.Date,
        ["POINT"] = TypeKind.Point,
    };

    private static readonly Dictionary<string, string> ForeignTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FLOAT"] = "DOUBLE",
        ["REAL"] = "DOUBLE",
        ["DECIMAL"] = "DOUBLE",
        ["NUMERIC"] = "DOUBLE",
        ["DEC"] = "DOUBLE",
        ["TINYINT"] = "INT",
        ["SMALLINT"] = "INT",
        ["LONG"] = "BIGINT",
        ["BOOL"] = "BOOLEAN",
        ["CHAR"] = "VARCHAR",
        ["DATETIME"] = "TIMESTAMP",
        ["TIMESTAMPTZ"] = "TIMESTAMP",
        ["ROW"] = "a column for each field, FROM 'object.field', or POINT for latitude and longitude",
        ["ARRAY"] = "a column for each element you need",
        ["JSON"] = "a column for each field, FROM 'object.field'",
    };

    private StatementSyntax ParseStatement()
    {
        var first = Current;
        if (first.IsWord("SELECT") || first.IsWord("WITH"))
        {
            throw Error("SN2003", first.Span, "a query alone makes no table", "write CREATE TABLE name AS before it");
        }

        if (first.IsWord("INSERT") || first.IsWord("DROP") || first.IsWord("ALTER") || first.IsWord("UPDATE") || first.IsWord("DELETE"))
        {
            throw Error("SN2003", first.Span, $"{first.Text.ToUpperInvariant()} is no statement of a city",
                "a city's files say what there is: add, change or remove a CREATE statement");
        }

        ExpectWord("CREATE");
        if (Current.IsWord("OR") || Current.IsWord("TEMPORARY") || Current.IsWord("TEMP"))
        {
            throw Error("SN2003", Current.Span, $"CREATE {Current.Text.ToUpperInvariant()} is no statement of a city",
                "leave it out: a city's files say what there is");
        }

        return ExpectWord("STREAM", "VIEW", "TABLE", "ALERT", "SINK").Text.ToUpperInvariant() switch
        {
            "STREAM" => ParseCreateStream(first.Span),
            "VIEW" => ParseCreateView(first.Span),
            "TABLE" => ParseCreateTable(first.Span),
            "ALERT" => ParseCreateAlert(first.Span),
            _ => throw NotBuilt(first.Span, "CREATE SINK", "read the table from the lake, or export it with query --format"),
        };
    }

    private Identifier ParseNewName(string what)
    {
        if (Current.IsWord("IF") && (Next.IsWord("NOT") || Next.IsWord("EXISTS")))
        {
            throw Error("SN2003", Current.Span, "IF NOT EXISTS has no meaning here", "leave it out: a city's files say what there is");
        }

        var name = ExpectName(what);
        _nameInHand = name.Text;
        return name;
    }

    private StringSyntax? ParseComment() => TakeWord("COMMENT") ? ExpectString("a comment") : null;

    private CreateStreamSyntax ParseCreateStream(SourceSpan first)
    {
        var name = ParseNewName("the stream's name");
        var columns = new List<StreamColumnSyntax>();
        WatermarkSyntax? watermark = null;
        ExpectSymbol("(");
        do
        {
            if (Current.IsWord("WATERMARK") && Next.IsWord("FOR"))
            {
                if (watermark is not null)
                {
                    throw Error("SN2023", Current.Span, "a second WATERMARK", "a stream has one event time; remove the other");
                }

                watermark = ParseWatermark();
            }
            else if ((Current.IsWord("PRIMARY") && Next.IsWord("KEY")) || Current.IsWord("CONSTRAINT"))
            {
                throw NotBuilt(Current.Span, "PRIMARY KEY", "remove it; DEDUP drops repeated rows of a key");
            }
            else
            {
                columns.Add(ParseStreamColumn());
            }
        }
        while (TakeSymbol(","));
        ExpectSymbol(")");
        var comment = ParseComment();
        var options = TakeWord("WITH") ? ParseParenthesised(ParseOption) : [];
        return new(name, columns, watermark, comment, options, SpanFrom(first));
    }

    private StreamOptionSyntax ParseOption()
    {
        var first = Current;
        if (first.Kind is not (TokenKind.Word or TokenKind.QuotedName or TokenKind.String))
        {
            throw Unexpected("the name of an option");
        }

        Take();
        ExpectSymbol("=");
        if (Current.Kind is not (TokenKind.String or TokenKind.Number or TokenKind.Word))
        {
            throw Unexpected($"the value of {first.Text} in single quotes");
        }

        var value = Take();
        return new(new(first.Text, first.Span), new(value.Text, value.Span), SpanFrom(first.Span));
    }

    private WatermarkSyntax ParseWatermark()
    {
        var first = ExpectWord("WATERMARK");
        ExpectWord("FOR");
        var column = ExpectName("the event time's column");
        ExpectWord("AS");
        var again = ExpectName("the event time's column");
        if (!again.Text.Equals(column.Text, StringComparison.OrdinalIgnoreCase))
        {
            throw Error(
                "SN2023",
                again.Span,
                $"the watermark for {column.Text} is computed from {again.Text}",
                $"write AS {column.Text} - INTERVAL '…'");
        }

        var delay = TakeSymbol("-") ? ParseInterval() : null;
        if (delay is { Micros: < 0 })
        {
            throw Error(
                "SN2023", delay.Span, "the watermark's delay is negative", "give how much later than others a row may come, 0 or more");
        }

        return new(column, delay, SpanFrom(first.Span));
    }

    private StreamColumnSyntax ParseStreamColumn()
    {
        var name = ExpectName("a column's name");
        var type = ParseType();
        var isNotNull = false;
        IReadOnlyList<StringSyntax> spellings = [];
        StringSyntax? epoch = null, zone = null, unit = null, comment = null;
        ExpressionSyntax? check = null;
        while (!Current.IsSymbol(",") && !Current.IsSymbol(")"))
        {
            if (Current.IsWord("PRIMARY"))
            {
                throw NotBuilt(Current.Span, "PRIMARY KEY", "remove it; DEDUP drops repeated rows of a key");
            }

            var option = ExpectWord(ColumnOptions);
            switch (option.Text.ToUpperInvariant())
            {
                case "FROM" when spellings.Count == 0:
                    spellings = Current.IsSymbol("(") ? ParseParenthesised(() => ExpectString("a spelling")) : [ExpectString("a spelling")];
                    break;
                case "NOT" when !isNotNull:
                    ExpectWord("NULL");
                    isNotNull = true;
                    break;
                case "UNIT" when unit is null:
                    unit = ExpectString("the unit");
                    break;
                case "COMMENT" when comment is null:
                    comment = ExpectString("a comment");
                    break;
                case "ZONE" when zone is null:
                    zone = ExpectString("the time zone");
                    break;
                case "EPOCH" when epoch is null:
                    epoch = ExpectString("seconds, milliseconds or microseconds");
                    break;
                case "CHECK" when check is null:
                    ExpectSymbol("(");
                    check = ParseExpression();
                    ExpectSymbol(")");
                    break;
                default:
                    throw Error("SN2002", option.Span, $"{option.Text.ToUpperInvariant()} is given twice", "remove one of them");
            }
        }

        return new(name, type, isNotNull, spellings, epoch, zone, unit, comment, check, SpanFrom(name.Span));
    }

    private TypeSyntax ParseType()
    {
        var first = Current;
        if (first.Kind != TokenKind.Word)
        {
            throw Unexpected("a type");
        }

        if (!Types.TryGetValue(first.Text, out var kind))
        {
            throw Error("SN2009", first.Span, $"there is no type {first.Text.ToUpperInvariant()}",
                ForeignTypes.TryGetValue(first.Text, out var instead) ? $"use {instead}"
                : Spelling.Advice(first.Text.ToUpperInvariant(), Types.Keys, "the types are " + string.Join(", ", Types.Keys)));
        }

        Take();
        if (kind == TypeKind.Double)
        {
            TakeWord("PRECISION");
        }

        if (kind is TypeKind.Timestamp or TypeKind.Varchar && TakeSymbol("("))
        {
            if (Current.Kind != TokenKind.Number)
            {
                throw Unexpected("a number");
            }

            Take();
            ExpectSymbol(")");
        }

        if (kind == TypeKind.Timestamp && (Current.IsWord("WITH") || Current.IsWord("WITHOUT"))
            && (Next.IsWord("LOCAL") || Next.IsWord("TIME")))
        {
            Take();
            TakeWord("LOCAL");
            ExpectWord("TIME");
            ExpectWord("ZONE");
        }

        return new(kind, SpanFrom(first.Span));
    }

    private CreateViewSyntax ParseCreateView(SourceSpan first)
    {
        var name = ParseNewName("the view's name");
        var comment = ParseComment();
        ExpectWord("AS");
        var query = ParseQuery();
        return new(name, comment, query, SpanFrom(first));
    }

    private CreateTableSyntax ParseCreateTable(SourceSpan first)
    {
        var name = ParseNewName("the table's name");
        Identifier? layer = null;
        if (TakeSymbol("."))
        {
            layer = name;
            name = ParseNewName("the table's name");
        }

        StringSyntax? comment = null;
        IReadOnlyList<Identifier> partitionedBy = [];
        while (!Current.IsWord("AS"))
        {
            if (Current.IsWord("PRIMARY"))
            {
                throw NotBuilt(Current.Span, "PRIMARY KEY", "remove it; a windowed GROUP BY gives one row a key and window");
            }

            if (Current.IsSymbol("("))
            {
                throw Error(
                    "SN2002", Current.Span, "a table takes its columns from its query", "remove the list; for input, write CREATE STREAM");
            }

            if (ExpectWord("AS", "COMMENT", "PARTITIONED").IsWord("COMMENT"))
            {
                comment = ExpectString("a comment");
            }
            else
            {
                ExpectWord("BY");
                partitionedBy = ParseParenthesised(() => ExpectName("a column"));
            }
        }

        ExpectWord("AS");
        var query = ParseQuery();
        return new(layer, name, comment, partitionedBy, query, SpanFrom(first));
    }

    private CreateAlertSyntax ParseCreateAlert(SourceSpan first)
    {
        var name = ParseNewName("the alert's name");
        ExpectWord("TO");
        var topic = ExpectName("the topic");
        StringSyntax? severity = null, comment = null;
        IReadOnlyList<NameSyntax> keys = [];
        IntervalSyntax? duration = null;
        ExpressionSyntax? until = null;
        while (!Current.IsWord("AS"))
        {
            if (Current.IsWord("WHEN"))
            {
                throw NotBuilt(Current.Span, "WHEN NO ROWS", "alert on what rows say; status shows streams that fell silent");
            }

            switch (ExpectWord("AS", "SEVERITY", "KEY", "FOR", "UNTIL", "COMMENT").Text.ToUpperInvariant())
            {
                case "SEVERITY":
                    severity = ExpectString("the severity");
                    break;
                case "KEY":
                    keys = ParseParenthesised(ParseColumnName);
                    break;
                case "FOR":
                    duration = ParseInterval();
                    break;
                case "UNTIL":
                    until = ParseExpression();
                    break;
                default:
                    comment = ExpectString("a comment");
                    break;
            }
        }

        ExpectWord("AS");
        var query = ParseQuery();
        if (query.With.Count > 0 || query.Branches.Count > 1)
        {
            throw Error("SN2002", query.Span, "an alert takes one SELECT", "put the query in a CREATE VIEW and select from that");
        }

        return new(name, topic, severity, keys, duration, until, comment, query.Branches[0], SpanFrom(first));
    }
}
