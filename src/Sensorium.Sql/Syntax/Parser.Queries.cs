using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

internal sealed partial class Parser
{
    private QuerySyntax ParseQuery()
    {
        var first = Current.Span;
        Enter(first);
        var with = new List<CteSyntax>();
        if (TakeWord("WITH"))
        {
            with = ParseList(() =>
            {
                var name = ExpectName("a name after WITH");
                ExpectWord("AS");
                ExpectSymbol("(");
                var query = ParseQuery();
                ExpectSymbol(")");
                return new CteSyntax(name, query, SpanFrom(name.Span));
            });
        }

        var branches = new List<SelectSyntax>();
        do
        {
            ParseBranch(branches);
        }
        while (TakeUnionAll());
        if (Current.IsWord("ORDER") || Current.IsWord("LIMIT") || Current.IsWord("FETCH") || Current.IsWord("OFFSET"))
        {
            throw Error("SN2028", Current.Span, $"{Current.Text.ToUpperInvariant()} has no meaning for a table that is fed for ever",
                "remove it, and order or limit where the table is queried");
        }

        Leave();
        return new(with, branches, SpanFrom(first));
    }

    private bool TakeUnionAll()
    {
        if (Current.IsWord("EXCEPT") || Current.IsWord("INTERSECT"))
        {
            throw NotBuilt(Current.Span, Current.Text.ToUpperInvariant(), "filter with WHERE instead");
        }

        if (!TakeWord("UNION"))
        {
            return false;
        }

        if (!TakeWord("ALL"))
        {
            throw NotBuilt(_tokens[_at - 1].Span, "UNION without ALL", "write UNION ALL, and DEDUP where rows may repeat");
        }

        return true;
    }

    private void ParseBranch(List<SelectSyntax> branches)
    {
        if (!Current.IsSymbol("("))
        {
            branches.Add(ParseSelect());
            return;
        }

        var first = Take().Span;
        var inner = ParseQuery();
        ExpectSymbol(")");
        if (inner.With.Count == 0)
        {
            branches.AddRange(inner.Branches);
            return;
        }

        var span = SpanFrom(first);
        branches.Add(new([new(new StarSyntax(null, span), null, span)], new SubqueryFromSyntax(inner, null, span), null, [], null, span));
    }

    private SelectSyntax ParseSelect()
    {
        var first = ExpectWord("SELECT").Span;
        if (Current.IsWord("DISTINCT"))
        {
            throw NotBuilt(Current.Span, "SELECT DISTINCT", "use DEDUP(TABLE t, DESCRIPTOR(key), INTERVAL …), or GROUP BY in a window");
        }

        TakeWord("ALL");
        var items = ParseList(ParseSelectItem);
        ExpectWord("FROM");
        var from = ParseFrom();
        var where = TakeWord("WHERE") ? ParseExpression() : null;
        IReadOnlyList<ExpressionSyntax> groupBy = [];
        if (TakeWord("GROUP"))
        {
            ExpectWord("BY");
            if ((Current.IsWord("GROUPING") && Next.IsWord("SETS"))
                || (Next.IsSymbol("(") && (Current.IsWord("ROLLUP") || Current.IsWord("CUBE"))))
            {
                throw NotBuilt(Current.Span, Current.Text.ToUpperInvariant(), "write a table for each grouping");
            }

            groupBy = ParseList(ParseExpression);
        }

        var having = TakeWord("HAVING") ? ParseExpression() : null;
        if (Current.IsWord("QUALIFY") || Current.IsWord("WINDOW"))
        {
            throw NotBuilt(Current.Span, Current.Text.ToUpperInvariant(), "aggregate in TUMBLE or HOP");
        }

        return new(items, from, where, groupBy, having, SpanFrom(first));
    }

    private SelectItemSyntax ParseSelectItem()
    {
        var first = Current.Span;
        if (TakeSymbol("*"))
        {
            return new(new StarSyntax(null, first), null, first);
        }

        if (IsName(Current) && Next.IsSymbol(".") && _at + 2 < _tokens.Count && _tokens[_at + 2].IsSymbol("*"))
        {
            var qualifier = ExpectName("a name");
            _at += 2;
            return new(new StarSyntax(qualifier, SpanFrom(first)), null, SpanFrom(first));
        }

        var value = ParseExpression();
        var alias = ParseAlias();
        return new(value, alias, SpanFrom(first));
    }

    private FromSyntax ParseFrom()
    {
        var left = ParseFromItem();
        for (var joins = 0; ; joins++)
        {
            if (Current.IsSymbol(","))
            {
                throw Error("SN2024", Current.Span, "FROM lists several inputs", "write JOIN table ON a = b, or UNION ALL");
            }

            if (Current.IsWord("RIGHT") || Current.IsWord("FULL") || Current.IsWord("CROSS") || Current.IsWord("NATURAL"))
            {
                throw NotBuilt(
                    Current.Span,
                    $"{Current.Text.ToUpperInvariant()} JOIN",
                    "use JOIN or LEFT JOIN with a reference table ON equal columns");
            }

            var isLeft = Current.IsWord("LEFT");
            if (!isLeft && !Current.IsWord("INNER") && !Current.IsWord("JOIN"))
            {
                return left;
            }

            if (joins == MaxDepth)
            {
                throw Error("SN2031", Current.Span, "too many joins", "split the query with CREATE VIEW");
            }

            if (!TakeWord("JOIN"))
            {
                Take();
                if (isLeft)
                {
                    TakeWord("OUTER");
                }

                ExpectWord("JOIN");
            }

            var right = ParseFromItem();
            if (TakeWord("USING"))
            {
                var columns = ParseParenthesised(() => ExpectName("a column"));
                left = new JoinFromSyntax(left, right, isLeft, null, columns, SpanFrom(left.Span));
            }
            else
            {
                ExpectWord("ON", "USING");
                var condition = ParseExpression();
                left = new JoinFromSyntax(left, right, isLeft, condition, [], SpanFrom(left.Span));
            }
        }
    }

    private FromSyntax ParseFromItem()
    {
        var first = Current;
        Enter(first.Span);
        var item = ParseFromItem(first);
        Leave();
        return item;
    }

    private FromSyntax ParseFromItem(Token first)
    {
        if (TakeSymbol("("))
        {
            var query = ParseQuery();
            ExpectSymbol(")");
            var alias = ParseAlias();
            return new SubqueryFromSyntax(query, alias, SpanFrom(first.Span));
        }

        if (first.IsWord("TABLE"))
        {
            Take();
            if (!TakeSymbol("("))
            {
                return ParseNamedFrom();
            }

            FromSyntax inner;
            if (Current.IsWord("SELECT") || Current.IsWord("WITH"))
            {
                var query = ParseQuery();
                inner = new SubqueryFromSyntax(query, null, query.Span);
            }
            else
            {
                inner = ParseFromItem();
            }

            ExpectSymbol(")");
            var alias = inner.Alias ?? ParseAlias();
            return inner with { Alias = alias, Span = SpanFrom(first.Span) };
        }

        if (first.Kind == TokenKind.Word && Next.IsSymbol("("))
        {
            switch (first.Text.ToUpperInvariant())
            {
                case "TUMBLE" or "HOP":
                    return ParseWindow(first);
                case "DEDUP":
                    return ParseDedup(first);
                case "CUMULATE" or "SESSION":
                    throw NotBuilt(first.Span, first.Text.ToUpperInvariant(), "use TUMBLE or HOP");
                case "UNNEST" or "LATERAL":
                    throw NotBuilt(
                        first.Span, first.Text.ToUpperInvariant(), "declare the element as a column of the stream, FROM 'object.field'");
                case var name:
                    throw Error("SN2013", first.Span, $"{name} is no function for FROM",
                        Spelling.Advice(name, ["TUMBLE", "HOP", "DEDUP"], "FROM takes TUMBLE, HOP and DEDUP"));
            }
        }

        return ParseNamedFrom();
    }

    private NamedFromSyntax ParseNamedFrom()
    {
        var parts = new List<Identifier> { ExpectName("a stream or view") };
        while (TakeSymbol("."))
        {
            parts.Add(ExpectName("a name"));
        }

        var span = SpanFrom(parts[0].Span);
        if (Current.IsWord("FOR") && Next.IsWord("SYSTEM_TIME"))
        {
            throw NotBuilt(Current.Span, "FOR SYSTEM_TIME AS OF", "join the reference table as it is: leave it out");
        }

        if (Current.IsWord("MATCH_RECOGNIZE"))
        {
            throw NotBuilt(Current.Span, "MATCH_RECOGNIZE", "use CREATE ALERT with FOR and UNTIL");
        }

        return new(parts, ParseAlias(), span);
    }

    /// <summary>
    /// <c>TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset] [TIME ZONE '…'])</c>, HOP with the slide before the size; or by name.
    /// </summary>
    private WindowFromSyntax ParseWindow(Token function)
    {
        var isHop = function.IsWord("HOP");
        var intervalNames = new Queue<string>(isHop ? ["SLIDE", "SIZE", "OFFSET"] : ["SIZE", "OFFSET"]);
        FromSyntax? input = null;
        NameSyntax? time = null;
        StringSyntax? zone = null;
        var intervals = new Dictionary<string, IntervalSyntax>();
        Take();
        ExpectSymbol("(");
        do
        {
            var name = ParseArgumentName("DATA", "TIMECOL", "SIZE", "SLIDE", "OFFSET");
            if (name == "TIMECOL" || (name is null && Current.IsWord("DESCRIPTOR") && Next.IsSymbol("(")))
            {
                time = ParseDescriptor()[0];
            }
            else if (name == "DATA" || (name is null && input is null))
            {
                if (!Current.IsWord("TABLE") && IsName(Current) && !Next.IsSymbol(",") && !Next.IsSymbol("("))
                {
                    throw Unexpected("TABLE and a stream or view", "TABLE");
                }

                input = ParseFromItem();
            }
            else if (Current.IsWord("TIME") && Next.IsWord("ZONE"))
            {
                zone = ParseZone();
            }
            else
            {
                var at = Current.Span;
                var slot = name ?? (intervalNames.TryDequeue(out var next) ? next
                    : throw Error("SN2014", at, $"{function.Text.ToUpperInvariant()} has an argument too many", WindowForm(isHop)));
                if (!intervals.TryAdd(slot, ParseInterval()))
                {
                    throw Error("SN2014", at, $"{slot} is given twice", WindowForm(isHop));
                }

                if (Current.IsWord("TIME") && Next.IsWord("ZONE"))
                {
                    zone = ParseZone();
                }
            }
        }
        while (TakeSymbol(","));
        ExpectSymbol(")");
        var span = SpanFrom(function.Span);
        var alias = ParseAlias();
        if (input is null || time is null || !intervals.TryGetValue("SIZE", out var size)
            || isHop != intervals.TryGetValue("SLIDE", out var slide))
        {
            throw Error("SN2014", span, $"the arguments of {function.Text.ToUpperInvariant()} are not complete", WindowForm(isHop));
        }

        return new(input, time, slide, size, intervals.GetValueOrDefault("OFFSET"), zone, alias, span);
    }

    private static string WindowForm(bool isHop) => isHop
        ? "write HOP(TABLE t, DESCRIPTOR(time), INTERVAL slide, INTERVAL size [, INTERVAL offset] [TIME ZONE zone])"
        : "write TUMBLE(TABLE t, DESCRIPTOR(time), INTERVAL size [, INTERVAL offset] [TIME ZONE zone])";

    private StringSyntax ParseZone()
    {
        ExpectWord("TIME");
        ExpectWord("ZONE");
        return ExpectString("the time zone");
    }

    private string? ParseArgumentName(params ReadOnlySpan<string> names)
    {
        if (!Next.IsSymbol("=>"))
        {
            return null;
        }

        var token = Take();
        Take();
        foreach (var name in names)
        {
            if (token.Text.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        throw Error("SN2014", token.Span, $"there is no argument {token.Text}",
            Spelling.Advice(token.Text.ToUpperInvariant(), names.ToArray(), $"the arguments are {Alternatives(names)}"));
    }

    private List<NameSyntax> ParseDescriptor()
    {
        ExpectWord("DESCRIPTOR");
        return ParseParenthesised(ParseColumnName);
    }

    private NameSyntax ParseColumnName()
    {
        var parts = new List<Identifier> { ExpectName("a column") };
        while (TakeSymbol("."))
        {
            parts.Add(ExpectName("a column"));
        }

        return new(parts, SpanFrom(parts[0].Span));
    }

    /// <summary><c>DEDUP(TABLE t, DESCRIPTOR(key, …), INTERVAL …)</c>.</summary>
    private DedupFromSyntax ParseDedup(Token function)
    {
        Take();
        ExpectSymbol("(");
        var input = ParseFromItem();
        ExpectSymbol(",");
        var keys = ParseDescriptor();
        if (!TakeSymbol(","))
        {
            throw Current.IsSymbol(")")
                ? NotBuilt(function.Span, "DEDUP without an interval", "give how long a key is remembered: INTERVAL '1' DAY")
                : Unexpected("',' and an interval");
        }

        var interval = ParseInterval();
        ExpectSymbol(")");
        var span = SpanFrom(function.Span);
        return new(input, keys, interval, ParseAlias(), span);
    }
}
