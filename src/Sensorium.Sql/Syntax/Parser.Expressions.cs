namespace Sensorium.Sql.Syntax;

internal sealed partial class Parser
{
    private static readonly HashSet<string> UnitFirst = new(StringComparer.OrdinalIgnoreCase)
    {
        "timestampadd", "timestampdiff", "datediff", "date_diff",
    };

    private ExpressionSyntax ParseExpression()
    {
        Enter(Current.Span);
        if (_expressionDepth++ == 0)
        {
            _operators = 0;
        }

        var expression = ParseLogical(isAnd: false);
        _expressionDepth--;
        Leave();
        return expression;
    }

    /// <summary>Operators in a row lean left, each a level deeper.</summary>
    private void CountOperator()
    {
        if (++_operators > MaxOperators)
        {
            throw Error(
                "SN2031",
                Current.Span,
                "the expression has too many operators",
                $"split it with a view, or use concat(…); {MaxOperators} are taken");
        }
    }

    private ExpressionSyntax ParseLogical(bool isAnd)
    {
        var first = isAnd ? ParseNot() : ParseLogical(isAnd: true);
        if (!Current.IsWord(isAnd ? "AND" : "OR"))
        {
            return first;
        }

        var operands = new List<ExpressionSyntax>();
        AddOperand(operands, first, isAnd);
        while (TakeWord(isAnd ? "AND" : "OR"))
        {
            AddOperand(operands, isAnd ? ParseNot() : ParseLogical(isAnd: true), isAnd);
        }

        return new LogicalSyntax(isAnd, operands, SpanFrom(first.Span));
    }

    /// <summary>Parentheses around the same connective mean nothing.</summary>
    private static void AddOperand(List<ExpressionSyntax> operands, ExpressionSyntax operand, bool isAnd)
    {
        if (operand is LogicalSyntax inner && inner.IsAnd == isAnd)
        {
            operands.AddRange(inner.Operands);
        }
        else
        {
            operands.Add(operand);
        }
    }

    private ExpressionSyntax ParseNot()
    {
        var first = Current.Span;
        if (!TakeWord("NOT"))
        {
            return ParsePredicate();
        }

        Enter(first);
        var operand = ParseNot();
        Leave();
        return new NotSyntax(operand, SpanFrom(first));
    }

    private ExpressionSyntax ParsePredicate()
    {
        var left = ParseConcatenation();
        while (ParsePredicateAfter(left) is { } predicate)
        {
            CountOperator();
            left = predicate;
        }

        return left;
    }

    private ExpressionSyntax? ParsePredicateAfter(ExpressionSyntax left)
    {
        if (Current.Kind == TokenKind.Symbol && Current.Text is "=" or "<>" or "<" or "<=" or ">" or ">=")
        {
            var sign = Take().Text;
            var right = ParseConcatenation();
            return new BinarySyntax(sign, left, right, SpanFrom(left.Span));
        }

        if (TakeWord("IS"))
        {
            return ParseIs(left);
        }

        var isNegated = Current.IsWord("NOT")
            && (Next.IsWord("BETWEEN") || Next.IsWord("IN") || Next.IsWord("LIKE") || Next.IsWord("SIMILAR"));
        if (isNegated)
        {
            Take();
        }

        if (TakeWord("BETWEEN"))
        {
            TakeWord("ASYMMETRIC");
            var low = ParseConcatenation();
            ExpectWord("AND");
            var high = ParseConcatenation();
            return new BetweenSyntax(left, low, high, isNegated, SpanFrom(left.Span));
        }

        if (TakeWord("IN"))
        {
            if (Current.IsSymbol("(") && (Next.IsWord("SELECT") || Next.IsWord("WITH")))
            {
                throw NotBuilt(Current.Span, "IN with a query", "JOIN a reference table instead");
            }

            var items = ParseParenthesised(ParseExpression);
            return new InSyntax(left, items, isNegated, SpanFrom(left.Span));
        }

        if (TakeWord("LIKE"))
        {
            var pattern = ParseConcatenation();
            var escape = TakeWord("ESCAPE") ? ParseConcatenation() : null;
            return new LikeSyntax(left, pattern, escape, isNegated, SpanFrom(left.Span));
        }

        return Current.IsWord("SIMILAR") ? ParseSimilar(left, isNegated) : null;
    }

    private ExpressionSyntax ParseSimilar(ExpressionSyntax left, bool isNegated)
    {
        var name = new Identifier("similar_to", Take().Span);
        ExpectWord("TO");
        var pattern = ParseConcatenation();
        var call = new CallSyntax(name, [left, pattern], false, null, SpanFrom(left.Span));
        return isNegated ? new NotSyntax(call, call.Span) : call;
    }

    private ExpressionSyntax ParseIs(ExpressionSyntax left)
    {
        var isNegated = TakeWord("NOT");
        if (TakeWord("DISTINCT"))
        {
            ExpectWord("FROM");
            var right = ParseConcatenation();
            return new DistinctSyntax(left, right, isNegated, SpanFrom(left.Span));
        }

        var test = ExpectWord("NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT").Text.ToUpperInvariant() switch
        {
            "NULL" => TruthTest.Null,
            "TRUE" => TruthTest.True,
            "FALSE" => TruthTest.False,
            _ => TruthTest.Unknown,
        };
        return new IsSyntax(left, test, isNegated, SpanFrom(left.Span));
    }

    private ExpressionSyntax ParseConcatenation() => ParseBinary(0);

    /// <summary>Left-associative levels, loosest first: <c>||</c>, then <c>+ -</c>, then <c>* / %</c>.</summary>
    private ExpressionSyntax ParseBinary(int level)
    {
        var left = level == 2 ? ParseUnary() : ParseBinary(level + 1);
        while (Current.Kind == TokenKind.Symbol && IsOperator(Current.Text, level))
        {
            CountOperator();
            var sign = Take().Text;
            var right = level == 2 ? ParseUnary() : ParseBinary(level + 1);
            left = new BinarySyntax(sign, left, right, SpanFrom(left.Span));
        }

        return left;
    }

    private static bool IsOperator(string symbol, int level) => level switch
    {
        0 => symbol == "||",
        1 => symbol is "+" or "-",
        _ => symbol is "*" or "/" or "%",
    };

    private ExpressionSyntax ParseUnary()
    {
        var first = Current.Span;
        if (!Current.IsSymbol("-") && !Current.IsSymbol("+"))
        {
            return ParsePrimary();
        }

        var isMinus = Take().Text == "-";
        Enter(first);
        var operand = ParseUnary();
        Leave();
        return isMinus ? new NegateSyntax(operand, SpanFrom(first)) : operand;
    }

    private ExpressionSyntax ParsePrimary()
    {
        var first = Current;
        switch (first.Kind)
        {
            case TokenKind.Number:
                Take();
                return new NumberSyntax(first.Text, first.Span);
            case TokenKind.String:
                Take();
                return new StringSyntax(first.Text, first.Span);
            case TokenKind.Symbol when first.Text == "(":
                Take();
                if (Current.IsWord("SELECT") || Current.IsWord("WITH"))
                {
                    throw NotBuilt(Current.Span, "a query inside an expression", "JOIN a reference table, or use a view");
                }

                var inner = ParseExpression();
                ExpectSymbol(")");
                return inner;
            case TokenKind.QuotedName:
                return Next.IsSymbol("(") ? ParseCall() : ParseColumnName();
            case TokenKind.Word:
                return ParseWord(first);
            default:
                throw Unexpected("an expression");
        }
    }

    private ExpressionSyntax ParseWord(Token first)
    {
        var isCall = Next.IsSymbol("(");
        switch (first.Text.ToUpperInvariant())
        {
            case "TRUE" or "FALSE":
                Take();
                return new BooleanSyntax(first.IsWord("TRUE"), first.Span);
            case "NULL":
                Take();
                return new NullSyntax(first.Span);
            case "CASE":
                return ParseCase();
            case "TIMESTAMP" or "DATE" when Next.Kind == TokenKind.String:
                Take();
                var text = Take().Text;
                return new TimeLiteralSyntax(first.IsWord("DATE"), text, SpanFrom(first.Span));
            case "INTERVAL" when Next.Kind is TokenKind.String or TokenKind.Number || Next.IsSymbol("-"):
                return ParseInterval();
            case "CAST" or "TRY_CAST" when isCall:
                return ParseCast();
            case "EXTRACT" when isCall:
                return ParseExtract();
            case "SUBSTRING" or "POSITION" or "TRIM" or "OVERLAY" or "FLOOR" or "CEIL" or "CEILING" when isCall:
                return ParseKeywordCall();
            case "EXISTS":
                throw NotBuilt(first.Span, "EXISTS", "JOIN a reference table instead");
            case "LEFT" or "RIGHT" when isCall:
                return ParseCall();
        }

        return Keywords.Reserved.Contains(first.Text) ? throw Unexpected("an expression")
            : isCall ? ParseCall()
            : ParseColumnName();
    }

    private CaseSyntax ParseCase()
    {
        var first = Take().Span;
        Enter(first);
        var operand = Current.IsWord("WHEN") ? null : ParseExpression();
        var branches = new List<WhenSyntax>();
        do
        {
            ExpectWord("WHEN");
            var condition = ParseExpression();
            ExpectWord("THEN");
            branches.Add(new(condition, ParseExpression()));
        }
        while (Current.IsWord("WHEN"));
        var otherwise = TakeWord("ELSE") ? ParseExpression() : null;
        ExpectWord("END", "WHEN", "ELSE");
        Leave();
        return new(operand, branches, otherwise, SpanFrom(first));
    }

    private CastSyntax ParseCast()
    {
        var first = Take();
        ExpectSymbol("(");
        var operand = ParseExpression();
        ExpectWord("AS");
        var type = ParseType();
        ExpectSymbol(")");
        return new(operand, type, first.IsWord("TRY_CAST"), SpanFrom(first.Span));
    }

    private ExpressionSyntax ParseExtract()
    {
        var first = Take();
        ExpectSymbol("(");
        if (!Next.IsWord("FROM"))
        {
            _at -= 2;
            return ParseCall();
        }

        var unit = Take();
        if (unit.Kind is not (TokenKind.Word or TokenKind.QuotedName or TokenKind.String))
        {
            throw Error("SN2002", unit.Span, $"expected a part of a time, found {unit.Described}", "write YEAR, MONTH, DAY, HOUR, …");
        }

        ExpectWord("FROM");
        var operand = ParseExpression();
        ExpectSymbol(")");
        return new ExtractSyntax(unit.Text.ToUpperInvariant(), operand, SpanFrom(first.Span));
    }

    /// <summary>Forms with keywords between their arguments become calls with plain ones.</summary>
    private ExpressionSyntax ParseKeywordCall()
    {
        var function = Take();
        ExpectSymbol("(");
        var name = new Identifier(function.Text, function.Span);
        var arguments = new List<ExpressionSyntax>();
        var upper = function.Text.ToUpperInvariant();
        if (Current.IsSymbol(")"))
        {
            _at -= 2;
            return ParseCall();
        }

        if (upper == "TRIM")
        {
            return ParseTrim(function);
        }

        // IN is a predicate's keyword too, so the first argument of POSITION stops before it.
        arguments.Add(upper == "POSITION" ? ParseConcatenation() : ParseExpression());
        if (upper is "FLOOR" or "CEIL" or "CEILING" && TakeWord("TO"))
        {
            var unit = ParseUnit();
            ExpectSymbol(")");
            return new TimeRoundSyntax(upper != "FLOOR", arguments[0], unit, SpanFrom(function.Span));
        }

        if (upper == "POSITION" && TakeWord("IN"))
        {
            arguments.Add(ParseExpression());
        }
        else
        {
            if (upper == "OVERLAY" && TakeWord("PLACING"))
            {
                arguments.Add(ParseExpression());
            }

            if (upper is "SUBSTRING" or "OVERLAY" && TakeWord("FROM"))
            {
                arguments.Add(ParseExpression());
                if (TakeWord("FOR"))
                {
                    arguments.Add(ParseExpression());
                }
            }
        }

        while (TakeSymbol(","))
        {
            arguments.Add(ParseExpression());
        }

        ExpectSymbol(")");
        return new CallSyntax(name, arguments, false, null, SpanFrom(function.Span));
    }

    /// <summary>
    /// <c>TRIM([LEADING | TRAILING | BOTH] [characters] FROM text)</c> is trim, ltrim or rtrim of the text and the characters.
    /// </summary>
    private CallSyntax ParseTrim(Token function)
    {
        var name = "trim";
        if (IsTrimSide(Current) && !Next.IsSymbol(",") && !Next.IsSymbol(")"))
        {
            name = Take().Text.ToUpperInvariant() switch
            {
                "LEADING" => "ltrim",
                "TRAILING" => "rtrim",
                _ => "trim",
            };
        }

        var arguments = new List<ExpressionSyntax>();
        if (!Current.IsWord("FROM"))
        {
            arguments.Add(ParseExpression());
        }

        if (TakeWord("FROM"))
        {
            arguments.Insert(0, ParseExpression());
        }

        while (TakeSymbol(","))
        {
            arguments.Add(ParseExpression());
        }

        ExpectSymbol(")");
        return new(new(name, function.Span), arguments, false, null, SpanFrom(function.Span));
    }

    private static bool IsTrimSide(Token token) => token.IsWord("LEADING") || token.IsWord("TRAILING") || token.IsWord("BOTH");

    private CallSyntax ParseCall()
    {
        var function = Take();
        var name = new Identifier(function.Text, function.Span);
        ExpectSymbol("(");
        var arguments = new List<ExpressionSyntax>();
        var isStar = false;
        if (Current.IsWord("DISTINCT"))
        {
            throw NotBuilt(Current.Span, "DISTINCT in an aggregate", "count the rows of a second table that groups by the column as well");
        }

        if (Current.IsSymbol("*") && Next.IsSymbol(")"))
        {
            Take();
            isStar = true;
        }
        else if (!Current.IsSymbol(")"))
        {
            if (UnitFirst.Contains(function.Text) && Current.Kind == TokenKind.Word && Next.IsSymbol(",")
                && Keywords.Unit(
                    Current.Text.StartsWith("SQL_TSI_", StringComparison.OrdinalIgnoreCase) ? Current.Text[8..] : Current.Text) is { } unit)
            {
                arguments.Add(new UnitSyntax(unit, Take().Span));
                ExpectSymbol(",");
            }

            arguments.AddRange(ParseList(ParseExpression));
        }

        ExpectSymbol(")");
        ExpressionSyntax? filter = null;
        if (Current.IsWord("FILTER") && Next.IsSymbol("("))
        {
            _at += 2;
            ExpectWord("WHERE");
            filter = ParseExpression();
            ExpectSymbol(")");
        }

        return Current.IsWord("OVER") && (Next.IsSymbol("(") || IsName(Next))
            ? throw NotBuilt(Current.Span, "OVER", "aggregate in TUMBLE or HOP")
            : new(name, arguments, isStar, filter, SpanFrom(function.Span));
    }

    private string ParseUnit()
    {
        if (Current.Kind == TokenKind.Word && Keywords.Unit(Current.Text) is { } unit)
        {
            Take();
            return unit;
        }

        throw Unexpected("a unit of time", Keywords.Units);
    }

    private IntervalSyntax ParseInterval()
    {
        var first = ExpectWord("INTERVAL").Span;
        var isNegative = TakeSymbol("-");
        if (Current.Kind is not (TokenKind.String or TokenKind.Number))
        {
            throw Unexpected("a length, such as '5', in single quotes");
        }

        var value = Take();
        var text = value.Text.Trim();
        if (text.StartsWith('-'))
        {
            (isNegative, text) = (!isNegative, text[1..]);
        }

        bool isGood;
        string unit;
        long micros;
        if (Current.Kind == TokenKind.Word && Keywords.Unit(Current.Text) is not null)
        {
            var from = ParsePreciseUnit();
            var to = TakeWord("TO") ? ParsePreciseUnit() : null;
            unit = to is null ? from : $"{from} TO {to}";
            if (!IntervalText.IsFixed(from) || (to is not null && !IntervalText.IsFixed(to)))
            {
                throw Error("SN2008", SpanFrom(first), "a month has no fixed length", "give days, or use TIMESTAMPADD(MONTH, 1, time)");
            }

            isGood = to is null ? IntervalText.TryParse(text, from, out micros) : IntervalText.TryParse(text, from, to, out micros);
        }
        else
        {
            isGood = IntervalText.TryParse(text, out text, out unit, out micros);
            if (!isGood && Current.Kind == TokenKind.Word && !Keywords.Reserved.Contains(Current.Text))
            {
                throw Unexpected("a unit of time", Keywords.Units);
            }
        }

        return isGood
            ? new(text, isNegative, unit, isNegative ? -micros : micros, SpanFrom(first))
            : throw Error(
                "SN2008", SpanFrom(first), "this is no interval", "write INTERVAL '90' SECOND, or INTERVAL '01:30' MINUTE TO SECOND");
    }

    private string ParsePreciseUnit()
    {
        var unit = ParseUnit();
        if (Current.IsSymbol("(") && Next.Kind == TokenKind.Number)
        {
            _at += 2;
            ExpectSymbol(")");
        }

        return unit;
    }
}
