using System.Text;
using Sensorium.Core;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql;

/// <summary>
/// The canonical layout of a SQL file. A construct stands on one line where it fits and no comment needs its own place in it. Formatting
/// twice changes nothing.
/// </summary>
public sealed class SqlFormatter
{
    private const int Width = 100;
    private const int Step = 2;

    private readonly IReadOnlyList<Token> _tokens;
    private readonly IReadOnlyList<Comment> _comments;

    private SqlFormatter(IReadOnlyList<Token> tokens, IReadOnlyList<Comment> comments) => (_tokens, _comments) = (tokens, comments);

    /// <summary>The canonical text, or null with diagnostics where the file cannot be parsed.</summary>
    public static (string? Text, IReadOnlyList<Diagnostic> Diagnostics) Format(SqlFile file)
    {
        var diagnostics = new DiagnosticList();
        var parsed = Parser.Parse(file, diagnostics);
        if (diagnostics.Count > 0)
        {
            return (null, diagnostics.Items);
        }

        var formatter = new SqlFormatter(Lexer.Read(file, diagnostics).Tokens, parsed.Comments);
        return (formatter.Write(parsed.Statements), []);
    }

    private string Write(IReadOnlyList<StatementSyntax> statements)
    {
        var output = new StringBuilder();
        var comment = 0;
        foreach (var statement in statements)
        {
            var lines = Statement(statement);
            Suffix(lines, ";");
            for (var i = 0; i < lines.Count; i++)
            {
                WriteComments(output, ref comment, lines[i].Offset, i == 0 ? 0 : lines[i].Indent, isBetweenStatements: i == 0);
                if (i == 0 && output.Length > 0
                    && (comment == 0 || _comments[comment - 1].HasBlankAfter || !EndsWithComment(output, comment)))
                {
                    output.Append('\n');
                }

                output.Append(' ', lines[i].Indent).Append(lines[i].Text).Append('\n');
            }
        }

        WriteComments(output, ref comment, int.MaxValue, 0, isBetweenStatements: true);
        return output.ToString();
    }

    /// <summary>Whether the line written last is the comment's own.</summary>
    private bool EndsWithComment(StringBuilder output, int comment)
    {
        var text = _comments[comment - 1].Text;
        var start = output.Length - text.Length - 1;
        return start >= 0 && output.ToString(start, text.Length) == text && (start == 0 || output[start - 1] == '\n');
    }

    /// <summary>Writes the comments that stand before an offset: behind the line just written, or on lines of their own.</summary>
    private void WriteComments(StringBuilder output, ref int comment, int before, int indent, bool isBetweenStatements)
    {
        var canTrail = output.Length > 0;
        var isFirst = true;
        for (; comment < _comments.Count && _comments[comment].Span.Offset < before; comment++)
        {
            var item = _comments[comment];
            if (item.IsTrailing && canTrail)
            {
                output.Length--;
                output.Append(' ').Append(item.Text).Append('\n');
                canTrail = !item.EndsLine && !item.Text.Contains('\n');
                continue;
            }

            if (isBetweenStatements && output.Length > 0 && (isFirst || item.HasBlankBefore))
            {
                output.Append('\n');
            }

            output.Append(' ', indent).Append(item.Text).Append('\n');
            canTrail = isFirst = false;
        }
    }

    private bool HasComments(int after, int before) =>
        _comments.Any(comment => comment.Span.Offset > after && comment.Span.Offset < before);

    /// <summary>Puts it all on one line where that fits.</summary>
    private List<Line> Fit(string flat, List<Line> lines) =>
        lines.Count > 1 && (lines[0].Indent + flat.Length > Width || flat.Contains('\n') || HasComments(lines[0].Offset, lines[^1].Offset))
            ? lines : [lines[0] with { Text = flat }];

    private static void Suffix(List<Line> lines, string suffix) => lines[^1] = lines[^1] with { Text = lines[^1].Text + suffix };

    private static void Prefix(List<Line> lines, string prefix) => lines[0] = lines[0] with { Text = prefix + lines[0].Text };

    private int CloseAfter(SourceSpan span)
    {
        var end = span.Offset + span.Length;
        return _tokens.First(token => token.Span.Offset >= end && (token.IsSymbol(")") || token.Kind == TokenKind.End)).Span.Offset;
    }

    private List<Line> Statement(StatementSyntax statement)
    {
        switch (statement)
        {
            case CreateStreamSyntax stream:
                return Stream(stream);
            case CreateViewSyntax view:
                return Fit(CanonicalText.Statement(view), [new(0, view.Span.Offset, CanonicalText.Head(view)), .. Query(view.Query, 0)]);
            case CreateTableSyntax table:
                return [new(0, table.Span.Offset, CanonicalText.Head(table)), .. Query(table.Query, 0)];
            case CreateAlertSyntax alert:
                var head = new List<Line>
                {
                    new(0, alert.Span.Offset, $"CREATE ALERT {CanonicalText.Name(alert.Name)} TO {CanonicalText.Name(alert.Topic)}"),
                };
                head.AddRange(CanonicalText.AlertOptions(alert).Select(option => new Line(Step, option.Offset, option.Text)));
                Suffix(head, " AS");
                return [.. Fit(CanonicalText.Head(alert), head), .. Select(alert.Select, 0)];
            default:
                throw new InvalidOperationException($"{statement.GetType().Name} has no layout");
        }
    }

    private List<Line> Stream(CreateStreamSyntax stream)
    {
        var lines = new List<Line> { new(0, stream.Span.Offset, CanonicalText.Head(stream)) };
        var nameWidth = stream.Columns.Select(column => CanonicalText.Name(column.Name).Length).DefaultIfEmpty().Max();
        var typeWidth = stream.Columns.Select(column => CanonicalText.Type(column.Type.Kind).Length).DefaultIfEmpty().Max();
        var parts = stream.Columns.Select(column => (column.Span, Text:
            $"{CanonicalText.Name(column.Name).PadRight(nameWidth)} {CanonicalText.Type(column.Type.Kind).PadRight(typeWidth)}"
            + CanonicalText.ColumnOptions(column))).ToList();
        if (stream.Watermark is not null)
        {
            parts.Add((stream.Watermark.Span, CanonicalText.Watermark(stream.Watermark)));
        }

        parts.Sort((left, right) => left.Span.Offset.CompareTo(right.Span.Offset));
        for (var i = 0; i < parts.Count; i++)
        {
            lines.Add(new(Step, parts[i].Span.Offset, parts[i].Text.TrimEnd() + (i < parts.Count - 1 ? "," : "")));
        }

        var tail = CanonicalText.StreamTail(stream);
        var close = CloseAfter(parts[^1].Span);
        if (tail.Length <= Width && !HasComments(close, stream.Options.Count > 0 ? stream.Options[^1].Span.Offset : close))
        {
            lines.Add(new(0, close, tail));
            return lines;
        }

        var comment = stream.Comment is null ? "" : $" COMMENT {CanonicalText.Text(stream.Comment.Value)}";
        if (stream.Options.Count == 0)
        {
            lines.Add(new(0, close, ")" + comment));
            return lines;
        }

        lines.Add(new(0, close, $"){comment} WITH ("));
        lines.AddRange(stream.Options.Select(option => new Line(Step, option.Span.Offset, CanonicalText.StreamOption(option) + ",")));
        lines[^1] = lines[^1] with { Text = lines[^1].Text[..^1] };
        lines.Add(new(0, CloseAfter(stream.Options[^1].Span), ")"));
        return lines;
    }

    private List<Line> Query(QuerySyntax query, int indent)
    {
        var lines = new List<Line>();
        for (var i = 0; i < query.With.Count; i++)
        {
            var cte = query.With[i];
            var head = $"{CanonicalText.Name(cte.Name)} AS (";
            if (i == 0)
            {
                lines.Add(new(indent, query.Span.Offset, "WITH " + head));
            }
            else
            {
                lines[^1] = lines[^1] with { Text = "), " + head };
            }

            lines.AddRange(Query(cte.Query, indent + Step));
            lines.Add(new(indent, CloseAfter(cte.Query.Span), ")"));
        }

        for (var i = 0; i < query.Branches.Count; i++)
        {
            if (i > 0)
            {
                lines.Add(new(indent, query.Branches[i].Span.Offset, "UNION ALL"));
            }

            lines.AddRange(Select(query.Branches[i], indent));
        }

        return lines;
    }

    private List<Line> Select(SelectSyntax select, int indent)
    {
        var items = new List<Line> { new(indent, select.Span.Offset, "SELECT") };
        for (var i = 0; i < select.Items.Count; i++)
        {
            var item = select.Items[i];
            var lines = Expression(item.Value, indent + Step);
            Suffix(lines, (item.Alias is null ? "" : $" AS {CanonicalText.Name(item.Alias)}") + (i < select.Items.Count - 1 ? "," : ""));
            items.AddRange(lines);
        }

        var flat = "SELECT " + string.Join(", ", select.Items.Select(CanonicalText.SelectItem));
        List<Line> result = [.. Fit(flat, items), .. From(select.From, indent, "FROM ")];
        AddCondition(result, "WHERE ", select.Where, indent);
        if (select.GroupBy.Count > 0)
        {
            var keys = new List<Line> { new(indent, select.GroupBy[0].Span.Offset, "GROUP BY") };
            foreach (var key in select.GroupBy)
            {
                var lines = Expression(key, indent + Step);
                Suffix(lines, ",");
                keys.AddRange(lines);
            }

            keys[^1] = keys[^1] with { Text = keys[^1].Text[..^1] };
            result.AddRange(Fit("GROUP BY " + string.Join(", ", select.GroupBy.Select(CanonicalText.Expression)), keys));
        }

        AddCondition(result, "HAVING ", select.Having, indent);
        return result;
    }

    private void AddCondition(List<Line> result, string keyword, ExpressionSyntax? condition, int indent)
    {
        if (condition is not null)
        {
            var lines = Expression(condition, indent);
            Prefix(lines, keyword);
            result.AddRange(Fit(keyword + CanonicalText.Expression(condition), lines));
        }
    }

    private List<Line> Expression(ExpressionSyntax expression, int indent)
    {
        var flat = CanonicalText.Expression(expression);
        var lines = new List<Line>();
        switch (expression)
        {
            case LogicalSyntax logical:
                foreach (var operand in logical.Operands)
                {
                    var text = CanonicalText.Operand(logical, operand);
                    lines.Add(lines.Count == 0 ? new(indent, expression.Span.Offset, text)
                        : new(indent + Step, operand.Span.Offset, $"{(logical.IsAnd ? "AND" : "OR")} {text}"));
                }

                break;
            case CaseSyntax choice:
                lines.Add(new(indent, choice.Span.Offset, CanonicalText.CaseHead(choice)));
                lines.AddRange(
                    choice.Branches.Select(branch => new Line(indent + Step, branch.Condition.Span.Offset, CanonicalText.Branch(branch))));
                if (choice.Otherwise is not null)
                {
                    lines.Add(new(indent + Step, choice.Otherwise.Span.Offset, CanonicalText.CaseElse(choice, "")));
                }

                lines.Add(new(indent, choice.Span.Offset + choice.Span.Length - 3, "END"));
                break;
            default:
                lines.Add(new(indent, expression.Span.Offset, flat));
                break;
        }

        return Fit(flat, lines);
    }

    private List<Line> From(FromSyntax from, int indent, string before)
    {
        var alias = from.Alias is null ? "" : $" AS {CanonicalText.Name(from.Alias)}";
        List<Line> lines;
        switch (from)
        {
            case SubqueryFromSyntax subquery:
                lines = Nested(subquery, indent, "(", ")" + alias);
                break;
            case WindowFromSyntax window:
                lines = Argument(window.Input, indent, CanonicalText.WindowHead(window), CanonicalText.WindowTail(window) + alias, window);
                break;
            case DedupFromSyntax dedup:
                lines = Argument(dedup.Input, indent, "DEDUP(", CanonicalText.DedupTail(dedup) + alias, dedup);
                break;
            case JoinFromSyntax join:
                // A join of its own kind of line: the left side above, each right side on one line.
                return [.. From(join.Left, indent, before), new(indent, join.Right.Span.Offset, CanonicalText.Join(join))];
            default:
                lines = [new(indent, from.Span.Offset, CanonicalText.From(from))];
                break;
        }

        Prefix(lines, before);
        return Fit(before + CanonicalText.From(from), lines);
    }

    /// <summary>The input of a window or DEDUP, broken only where it holds a query.</summary>
    private List<Line> Argument(FromSyntax input, int indent, string head, string tail, FromSyntax whole)
    {
        switch (input)
        {
            case SubqueryFromSyntax subquery:
                var alias = subquery.Alias is null ? "" : $" AS {CanonicalText.Name(subquery.Alias)}";
                return Nested(subquery, indent, head + "(", ")" + alias + tail);
            case WindowFromSyntax or DedupFromSyntax:
                var lines = From(input, indent, head + "TABLE(");
                Suffix(lines, ")" + tail);
                return lines;
            default:
                return [new(indent, whole.Span.Offset, head + CanonicalText.TableArgument(input) + tail)];
        }
    }

    private List<Line> Nested(SubqueryFromSyntax subquery, int indent, string head, string tail) =>
        [new(indent, subquery.Span.Offset, head), .. Query(subquery.Query, indent + Step),
            new(indent, CloseAfter(subquery.Query.Span), tail)];

    private readonly record struct Line(int Indent, int Offset, string Text);
}
