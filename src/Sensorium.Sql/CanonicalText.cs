using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql;

/// <summary>
/// The one-line canonical text of a piece of SQL: keywords upper case, functions lower case, as few quotes and parentheses as the meaning
/// allows. Parsing it gives the same tree, so it stands for the plan in its fingerprint.
/// </summary>
internal static partial class CanonicalText
{
    private const int OrLevel = 0;
    private const int AndLevel = 1;
    private const int NotLevel = 2;
    private const int PredicateLevel = 3;
    private const int ConcatenationLevel = 4;
    private const int UnaryLevel = 7;
    private const int PrimaryLevel = 8;

    public static string Name(Identifier name) => Name(name.Text);

    public static string Name(string name) =>
        PlainName().IsMatch(name) && !Keywords.Reserved.Contains(name) && !Keywords.Contextual.Contains(name) ? name
            : $"\"{name.Replace("\"", "\"\"")}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''")}'";

    public static string Type(TypeKind type) => type switch
    {
        TypeKind.Boolean => "BOOLEAN",
        TypeKind.Integer => "INT",
        TypeKind.BigInt => "BIGINT",
        TypeKind.Double => "DOUBLE",
        TypeKind.Varchar => "VARCHAR",
        TypeKind.Binary => "BINARY",
        TypeKind.Date => "DATE",
        TypeKind.Timestamp => "TIMESTAMP",
        TypeKind.Interval => "INTERVAL",
        _ => "POINT",
    };

    public static string Expression(ExpressionSyntax expression) => expression switch
    {
        NameSyntax name => string.Join('.', name.Parts.Select(Name)),
        NumberSyntax number => number.Text.ToLowerInvariant(),
        StringSyntax text => Text(text.Value),
        BooleanSyntax boolean => boolean.Value ? "TRUE" : "FALSE",
        NullSyntax => "NULL",
        TimeLiteralSyntax time => $"{(time.IsDate ? "DATE" : "TIMESTAMP")} {Text(time.Text)}",
        IntervalSyntax interval => $"INTERVAL {(interval.IsNegative ? "-" : "")}'{interval.Text}' {interval.Unit}",
        NegateSyntax negate => Within(negate.Operand, UnaryLevel) is var operand && operand[0] == '-' ? $"- {operand}" : $"-{operand}",
        NotSyntax not => $"NOT {Within(not.Operand, NotLevel)}",
        BinarySyntax binary => $"{Within(binary.Left, Level(binary))} {binary.Operator} {Within(binary.Right, Level(binary) + 1)}",
        LogicalSyntax logical =>
            string.Join(logical.IsAnd ? " AND " : " OR ", logical.Operands.Select(operand => Operand(logical, operand))),
        BetweenSyntax between =>
            $"{Within(between.Operand, PredicateLevel)} {Not(between.IsNegated)}BETWEEN {Within(between.Low, ConcatenationLevel)} "
            + $"AND {Within(between.High, ConcatenationLevel)}",
        InSyntax membership => $"{Within(membership.Operand, PredicateLevel)} {Not(membership.IsNegated)}IN ({List(membership.Items)})",
        LikeSyntax like => $"{Within(like.Operand, PredicateLevel)} {Not(like.IsNegated)}LIKE {Within(like.Pattern, ConcatenationLevel)}"
            + (like.Escape is null ? "" : $" ESCAPE {Within(like.Escape, ConcatenationLevel)}"),
        IsSyntax test => $"{Within(test.Operand, PredicateLevel)} IS {Not(test.IsNegated)}{test.Test.ToString().ToUpperInvariant()}",
        DistinctSyntax distinct => $"{Within(distinct.Left, PredicateLevel)} IS {Not(distinct.IsNegated)}DISTINCT FROM "
            + Within(distinct.Right, ConcatenationLevel),
        CaseSyntax choice => $"{CaseHead(choice)} {string.Join(' ', choice.Branches.Select(Branch))}{CaseElse(choice, " ")} END",
        CastSyntax cast => $"{(cast.IsTry ? "TRY_CAST" : "CAST")}({Expression(cast.Operand)} AS {Type(cast.Target.Kind)})",
        CallSyntax call => Call(call),
        UnitSyntax unit => unit.Unit,
        ExtractSyntax extract =>
            $"EXTRACT({(PlainName().IsMatch(extract.Unit) ? extract.Unit : Text(extract.Unit))} FROM {Expression(extract.Operand)})",
        TimeRoundSyntax round => $"{(round.IsUp ? "CEIL" : "FLOOR")}({Expression(round.Operand)} TO {round.Unit})",
        StarSyntax star => star.Qualifier is null ? "*" : $"{Name(star.Qualifier)}.*",
        _ => throw new InvalidOperationException($"{expression.GetType().Name} has no text"),
    };

    public static string CaseHead(CaseSyntax choice) => choice.Operand is null ? "CASE" : $"CASE {Expression(choice.Operand)}";

    public static string Branch(WhenSyntax branch) => $"WHEN {Expression(branch.Condition)} THEN {Expression(branch.Value)}";

    public static string CaseElse(CaseSyntax choice, string before) =>
        choice.Otherwise is null ? "" : $"{before}ELSE {Expression(choice.Otherwise)}";

    /// <summary>An operand of AND or OR, in parentheses where it binds looser.</summary>
    public static string Operand(LogicalSyntax logical, ExpressionSyntax operand) => Within(operand, logical.IsAnd ? NotLevel : AndLevel);

    public static string SelectItem(SelectItemSyntax item) =>
        item.Alias is null ? Expression(item.Value) : $"{Expression(item.Value)} AS {Name(item.Alias)}";

    public static string Query(QuerySyntax query)
    {
        var with = query.With.Count == 0
            ? ""
            : $"WITH {string.Join(", ", query.With.Select(cte => $"{Name(cte.Name)} AS ({Query(cte.Query)})"))} ";
        return with + string.Join(" UNION ALL ", query.Branches.Select(Select));
    }

    public static string Select(SelectSyntax select) =>
        $"SELECT {string.Join(", ", select.Items.Select(SelectItem))} FROM {From(select.From)}"
        + (select.Where is null ? "" : $" WHERE {Expression(select.Where)}")
        + (select.GroupBy.Count == 0 ? "" : $" GROUP BY {List(select.GroupBy)}")
        + (select.Having is null ? "" : $" HAVING {Expression(select.Having)}");

    public static string From(FromSyntax from)
    {
        var text = from switch
        {
            NamedFromSyntax named => string.Join('.', named.Name.Select(Name)),
            SubqueryFromSyntax subquery => $"({Query(subquery.Query)})",
            WindowFromSyntax window => $"{WindowHead(window)}{TableArgument(window.Input)}{WindowTail(window)}",
            DedupFromSyntax dedup => $"DEDUP({TableArgument(dedup.Input)}{DedupTail(dedup)}",
            JoinFromSyntax join => $"{From(join.Left)} {Join(join)}",
            _ => throw new InvalidOperationException($"{from.GetType().Name} has no text"),
        };
        return from.Alias is null ? text : $"{text} AS {Name(from.Alias)}";
    }

    public static string WindowHead(WindowFromSyntax window) => window.Slide is null ? "TUMBLE(" : "HOP(";

    public static string WindowTail(WindowFromSyntax window) =>
        $", DESCRIPTOR({Expression(window.Time)})"
        + (window.Slide is null ? "" : $", {Expression(window.Slide)}")
        + $", {Expression(window.Size)}"
        + (window.Offset is null ? "" : $", {Expression(window.Offset)}")
        + (window.Zone is null ? "" : $" TIME ZONE {Text(window.Zone.Value)}")
        + ")";

    public static string DedupTail(DedupFromSyntax dedup) => $", DESCRIPTOR({List(dedup.Keys)}), {Expression(dedup.Interval)})";

    /// <summary>The join without its left side.</summary>
    public static string Join(JoinFromSyntax join) =>
        $"{(join.IsLeft ? "LEFT JOIN" : "JOIN")} {From(join.Right)} "
        + (join.Condition is null ? $"USING ({string.Join(", ", join.Using.Select(Name))})" : $"ON {Expression(join.Condition)}");

    public static string TableArgument(FromSyntax input) => input switch
    {
        NamedFromSyntax => $"TABLE {From(input)}",
        SubqueryFromSyntax => From(input),
        _ => $"TABLE({From(input)})",
    };

    public static string StreamColumn(StreamColumnSyntax column) => $"{Name(column.Name)} {Type(column.Type.Kind)}{ColumnOptions(column)}";

    public static string ColumnOptions(StreamColumnSyntax column) =>
        (column.Spellings.Count switch
        {
            0 => "",
            1 => $" FROM {Text(column.Spellings[0].Value)}",
            _ => $" FROM ({string.Join(", ", column.Spellings.Select(spelling => Text(spelling.Value)))})",
        })
        + Option("EPOCH", column.Epoch) + Option("ZONE", column.Zone) + Option("UNIT", column.Unit)
        + (column.IsNotNull ? " NOT NULL" : "")
        + (column.Check is null ? "" : $" CHECK ({Expression(column.Check)})")
        + Option("COMMENT", column.Comment);

    public static string Watermark(WatermarkSyntax watermark) =>
        $"WATERMARK FOR {Name(watermark.Column)} AS {Name(watermark.Column)}"
        + (watermark.Delay is null ? "" : $" - {Expression(watermark.Delay)}");

    public static string StreamTail(CreateStreamSyntax stream) =>
        $"){Option("COMMENT", stream.Comment)}"
        + (stream.Options.Count == 0 ? "" : $" WITH ({string.Join(", ", stream.Options.Select(StreamOption))})");

    public static string StreamOption(StreamOptionSyntax option) => $"{Name(option.Name)} = {Text(option.Value.Value)}";

    /// <summary>The statement up to its columns or its query.</summary>
    public static string Head(StatementSyntax statement) => statement switch
    {
        CreateStreamSyntax stream => $"CREATE STREAM {Name(stream.Name)} (",
        CreateViewSyntax view => $"CREATE VIEW {Name(view.Name)}{Option("COMMENT", view.Comment)} AS",
        CreateTableSyntax table => $"CREATE TABLE {(table.Layer is null ? "" : Name(table.Layer) + ".")}{Name(table.Name)}"
            + Option("COMMENT", table.Comment)
            + (table.PartitionedBy.Count == 0 ? "" : $" PARTITIONED BY ({string.Join(", ", table.PartitionedBy.Select(Name))})")
            + " AS",
        CreateAlertSyntax alert =>
            $"CREATE ALERT {Name(alert.Name)} TO "
                + $"{Name(alert.Topic)}{string.Concat(AlertOptions(alert).Select(option => " " + option.Text))} AS",
        _ => throw new InvalidOperationException($"{statement.GetType().Name} has no text"),
    };

    public static IEnumerable<(int Offset, string Text)> AlertOptions(CreateAlertSyntax alert)
    {
        if (alert.Severity is not null)
        {
            yield return (alert.Severity.Span.Offset, $"SEVERITY {Text(alert.Severity.Value)}");
        }

        if (alert.Keys.Count > 0)
        {
            yield return (alert.Keys[0].Span.Offset, $"KEY ({List(alert.Keys)})");
        }

        if (alert.For is not null)
        {
            yield return (alert.For.Span.Offset, $"FOR {Expression(alert.For)}");
        }

        if (alert.Until is not null)
        {
            yield return (alert.Until.Span.Offset, $"UNTIL {Expression(alert.Until)}");
        }

        if (alert.Comment is not null)
        {
            yield return (alert.Comment.Span.Offset, $"COMMENT {Text(alert.Comment.Value)}");
        }
    }

    public static string Statement(StatementSyntax statement) => statement switch
    {
        CreateStreamSyntax stream => Head(stream)
            + string.Join(
                ", ", [.. stream.Columns.Select(StreamColumn), .. stream.Watermark is null ? [] : (string[])[Watermark(stream.Watermark)]])
            + StreamTail(stream),
        CreateViewSyntax view => $"{Head(view)} {Query(view.Query)}",
        CreateTableSyntax table => $"{Head(table)} {Query(table.Query)}",
        CreateAlertSyntax alert => $"{Head(alert)} {Select(alert.Select)}",
        _ => throw new InvalidOperationException($"{statement.GetType().Name} has no text"),
    };

    private static string List(IEnumerable<ExpressionSyntax> items) => string.Join(", ", items.Select(Expression));

    private static string Option(string keyword, StringSyntax? value) => value is null ? "" : $" {keyword} {Text(value.Value)}";

    private static string Not(bool isNegated) => isNegated ? "NOT " : "";

    private static string Call(CallSyntax call)
    {
        var name = call.Name.Text.ToLowerInvariant();
        var isPlain = name is "left" or "right" || (name is not ("cast" or "try_cast") && Name(name) == name);
        var arguments = call.IsStar ? "*"
            : name == "position" && call.Arguments.Count > 0
                ? string.Join(", ", [Within(call.Arguments[0], ConcatenationLevel), .. call.Arguments.Skip(1).Select(Expression)])
            : List(call.Arguments);
        return $"{(isPlain ? name : $"\"{name.Replace("\"", "\"\"")}\"")}({arguments})"
            + (call.Filter is null ? "" : $" FILTER (WHERE {Expression(call.Filter)})");
    }

    private static string Within(ExpressionSyntax expression, int level) =>
        Level(expression) < level ? $"({Expression(expression)})" : Expression(expression);

    private static int Level(ExpressionSyntax expression) => expression switch
    {
        LogicalSyntax logical => logical.IsAnd ? AndLevel : OrLevel,
        NotSyntax => NotLevel,
        BinarySyntax binary => binary.Operator switch
        {
            "||" => ConcatenationLevel,
            "+" or "-" => ConcatenationLevel + 1,
            "*" or "/" or "%" => ConcatenationLevel + 2,
            _ => PredicateLevel,
        },
        BetweenSyntax or InSyntax or LikeSyntax or IsSyntax or DistinctSyntax => PredicateLevel,
        NegateSyntax => UnaryLevel,
        _ => PrimaryLevel,
    };

    [GeneratedRegex(@"^[\p{L}_][\p{L}_0-9$]*$")]
    private static partial Regex PlainName();
}
