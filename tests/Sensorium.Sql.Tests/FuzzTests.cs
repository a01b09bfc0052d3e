using Sensorium.Engine.Expressions;
using System.Text;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Tests;

public sealed class FuzzTests
{
    private static readonly string[] Vocabulary =
    [
        "CREATE", "STREAM", "VIEW", "TABLE", "ALERT", "SELECT", "FROM", "WHERE", "GROUP", "BY", "HAVING", "TUMBLE", "HOP", "DEDUP",
        "DESCRIPTOR",
        "INTERVAL", "MINUTE", "AS", "AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END",
        "CAST",
        "UNION", "ALL", "JOIN", "LEFT", "ON", "WITH", "WATERMARK", "FOR", "CHECK", "UNIT", "KEY", "TO", "UNTIL", "FILTER", "EXTRACT",
        "count",
        "sum", "upper", "temperature", "clean", "value", "device_id", "event_time", "window_start", "stations", "t", "x", "(", ")", "(",
        ")", ",",
        ",", ".", ";", "*", "+", "-", "/", "=", "<>", "<", "||", "=>", "'1'", "'a''b'", "\"q\"", "`b`", "1", "2.5", "1e3", "--c\n",
        "/*c*/", "'", "@",
        "\u00e9", "\U0001F600", "\n",
    ];

    [Fact]
    public void Any_soup_of_tokens_ends_in_diagnostics_or_a_program()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(random.Next(2) == 0 ? "CREATE TABLE t AS SELECT " : "");
            for (var i = random.Next(60); i >= 0; i--)
            {
                text.Append(Vocabulary[random.Next(Vocabulary.Length)]).Append(random.Next(10) == 0 ? "" : " ");
            }

            Check(text.ToString(), $"seed {seed}");
        }
    }

    [Fact]
    public void Statements_with_pieces_lost_doubled_and_swapped_end_in_diagnostics_or_a_program()
    {
        foreach (var name in CaseFiles.Names)
        {
            var text = CaseFiles.Read(name).Text;
            var tokens = Lexer.Read(new("a.sql", text), new()).Tokens;
            for (var seed = 0; seed < 60; seed++)
            {
                var random = new Random(seed);
                var pieces = tokens.Select(token => text.Substring(token.Span.Offset, token.Span.Length)).ToList();
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    var at = random.Next(pieces.Count);
                    switch (random.Next(4))
                    {
                        case 0:
                            pieces.RemoveAt(at);
                            break;
                        case 1:
                            pieces.Insert(at, pieces[random.Next(pieces.Count)]);
                            break;
                        case 2:
                            pieces[at] = pieces[random.Next(pieces.Count)];
                            break;
                        default:
                            pieces[at] = Vocabulary[random.Next(Vocabulary.Length)];
                            break;
                    }
                }

                Check(string.Join(' ', pieces), $"{name}, seed {seed}");
            }
        }
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("NOT ", "")]
    [InlineData("- ", "")]
    [InlineData("CASE WHEN TRUE THEN ", " END")]
    [InlineData("nullif(", ", 1)")]
    [InlineData("coalesce(", ", 1)")]
    [InlineData("upper(", ")")]
    public void Deep_nesting_is_refused_not_a_crash(string open, string close)
    {
        foreach (var depth in new[] { 30, 190, 100_000 })
        {
            var text = string.Concat(Enumerable.Repeat(open, depth)) + "n" + string.Concat(Enumerable.Repeat(close, depth));
            Check($"CREATE TABLE t AS SELECT {text} AS x FROM temperature", $"{depth} × {open}");
        }
    }

    [Theory]
    [InlineData(" + 1")]
    [InlineData(" || 'a'")]
    [InlineData(" = 1")]
    [InlineData(" AND TRUE")]
    [InlineData(" IS NULL")]
    [InlineData(" BETWEEN 1 AND 2")]
    public void Long_chains_are_taken_or_refused_not_a_crash(string link)
    {
        foreach (var length in new[] { 400, 20_000 })
        {
            Check(
                $"CREATE TABLE t AS SELECT n{string.Concat(Enumerable.Repeat(link, length))} AS x FROM temperature", $"{length} × {link}");
        }
    }

    [Fact]
    public void Views_that_double_with_each_step_are_refused()
    {
        var sql =
            "CREATE STREAM s (a INT, t TIMESTAMP, WATERMARK FOR t AS t - INTERVAL '1' SECOND) WITH (stream = 's');\nCREATE VIEW v0 AS "
                + "SELECT a FROM s;\n"
            + string.Concat(
                Enumerable.Range(1, 28).Select(i => $"CREATE VIEW v{i} AS SELECT a FROM v{i - 1} UNION ALL SELECT a FROM v{i - 1};\n"))
            + "CREATE TABLE x AS SELECT a FROM v28;";
        var problems = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [new("city.sql", sql)], new Dictionary<string, ReferenceTable>()).Diagnostics;
        problems[0].Code.ShouldBe("SN2031");
        problems[0].Message.ShouldBe("with all the views that it reads, v11 comes to more than 10,000 steps");
    }

    [Fact]
    public void Subqueries_stacked_too_high_are_refused()
    {
        var text = string.Concat(Enumerable.Repeat("(SELECT * FROM ", 5000)) + "temperature" + string.Concat(Enumerable.Repeat(")", 5000));
        CaseFiles.Compile($"CREATE TABLE t AS SELECT * FROM {text}").Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("SN2031");
    }

    private static void Check(string text, string what)
    {
        try
        {
            var file = new SqlFile("a.sql", text);
            var result = CaseFiles.Compile(file);
            if (result.Program is { } program)
            {
                result.Diagnostics.ShouldBeEmpty();
                PlanPrinter.Print(program).ShouldNotBeNull();
                var once = SqlFormatter.Format(file).Text.ShouldNotBeNull();
                SqlFormatter.Format(new("a.sql", once)).Text.ShouldBe(once);
            }
            else
            {
                result.Diagnostics.ShouldNotBeEmpty();
                result.Diagnostics.ShouldAllBe(
                    item => item.Span.Line > 0 && item.Span.Column > 0 && item.Message.Length > 0 && item.Advice.Length > 0);
            }
        }
        catch (Exception error) when (error is not Shouldly.ShouldAssertException)
        {
            throw new InvalidOperationException($"{what}: {(text.Length > 500 ? text[..500] : text)}", error);
        }
    }
}
