using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

/// <summary>
/// Recursive descent over one file's tokens, precedence climbing for expressions. A statement with an error is reported and skipped to
/// its semicolon, so that each statement can report one.
/// </summary>
internal sealed partial class Parser
{
    // Both keep every later walk over the tree off the end of the stack.
    private const int MaxDepth = 200;
    private const int MaxOperators = 500;

    private readonly SqlFile _file;
    private readonly DiagnosticList _diagnostics;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly IReadOnlyList<Comment> _comments;
    private readonly bool _isTorn;
    private readonly List<StatementSyntax> _statements = [];
    private readonly List<string> _brokenNames = [];
    private int _at;
    private int _depth;
    private int _expressionDepth;
    private int _operators;
    private string? _nameInHand;

    private Parser(SqlFile file, DiagnosticList diagnostics)
    {
        (_file, _diagnostics) = (file, diagnostics);
        var before = diagnostics.Count;
        (_tokens, _comments) = Lexer.Read(file, diagnostics);
        _isTorn = diagnostics.Count > before;
    }

    private Token Current => _tokens[_at];

    private Token Next => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    public static ParsedFile Parse(SqlFile file, DiagnosticList diagnostics)
    {
        var parser = new Parser(file, diagnostics);
        parser.Run();
        return new(file, parser._statements, parser._comments, parser._brokenNames);
    }

    /// <summary>A query that stands alone; null where it has an error, which is reported.</summary>
    public static QuerySyntax? ParseQuery(SqlFile file, DiagnosticList diagnostics)
    {
        var parser = new Parser(file, diagnostics);
        try
        {
            var query = parser.ParseQuery();
            parser.TakeSymbol(";");
            return parser.Current.Kind == TokenKind.End ? query : throw parser.Unexpected("the end of the query");
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    private void Run()
    {
        while (Current.Kind != TokenKind.End)
        {
            if (TakeSymbol(";"))
            {
                continue;
            }

            _nameInHand = null;
            _depth = _expressionDepth = 0;
            var start = _at;
            try
            {
                var statement = ParseStatement();
                if (Current.Kind != TokenKind.End && !Current.IsSymbol(";"))
                {
                    throw Unexpected("the end of the statement, a semicolon");
                }

                _statements.Add(statement);
            }
            catch (SyntaxException)
            {
                if (_nameInHand is not null)
                {
                    _brokenNames.Add(_nameInHand);
                }

                Recover(start);
            }
        }
    }

    /// <summary>Skips to the next semicolon, or to a CREATE that begins a line where the semicolon was forgotten.</summary>
    private void Recover(int start)
    {
        _at = Math.Max(_at, start);
        while (Current.Kind != TokenKind.End && !TakeSymbol(";"))
        {
            if (_at > start && Current.IsWord("CREATE") && Current.Span.Column == 1)
            {
                return;
            }

            _at++;
        }
    }

    private void Enter(SourceSpan span)
    {
        if (++_depth > MaxDepth)
        {
            throw Error("SN2031", span, "the statement is nested too deeply", $"split it with CREATE VIEW; {MaxDepth} levels are taken");
        }
    }

    private void Leave() => _depth--;

    private Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End)
        {
            _at++;
        }

        return token;
    }

    private bool TakeWord(string keyword)
    {
        if (!Current.IsWord(keyword))
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol))
        {
            return false;
        }

        _at++;
        return true;
    }

    private Token ExpectWord(params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (Current.IsWord(keyword))
            {
                return Take();
            }
        }

        throw Unexpected(Alternatives(keywords), keywords.ToArray());
    }

    private Token ExpectSymbol(string symbol) => Current.IsSymbol(symbol) ? Take() : throw Unexpected($"'{symbol}'");

    private StringSyntax ExpectString(string what)
    {
        if (Current.Kind != TokenKind.String)
        {
            throw Unexpected($"{what} in single quotes");
        }

        var token = Take();
        return new(token.Text, token.Span);
    }

    private Identifier ExpectName(string what)
    {
        if (!IsName(Current))
        {
            throw Current.Kind == TokenKind.Word
                ? Error("SN2002", Current.Span, $"expected {what}, found the keyword {Current.Text.ToUpperInvariant()}",
                    $"write {what}; if {Current.Text} is its name, put it in double quotes")
                : Unexpected(what);
        }

        var token = Take();
        return new(token.Text, token.Span);
    }

    private static bool IsName(Token token) =>
        token.Kind == TokenKind.QuotedName || (token.Kind == TokenKind.Word && !Keywords.Reserved.Contains(token.Text));

    private static string Alternatives(ReadOnlySpan<string> words) => words.Length switch
    {
        1 => words[0],
        2 => $"{words[0]} or {words[1]}",
        _ => $"{string.Join(", ", words[..^1].ToArray())} or {words[^1]}",
    };

    /// <summary>From a first piece to the token taken last.</summary>
    private SourceSpan SpanFrom(SourceSpan first)
    {
        var last = _tokens[Math.Max(_at - 1, 0)].Span;
        return first with { Length = Math.Max(first.Length, last.Offset + last.Length - first.Offset) };
    }

    private SyntaxException Unexpected(string expected, params IReadOnlyList<string> keywords)
    {
        var (found, before) = (Current, _tokens[Math.Max(_at - 1, 0)]);
        if (_isTorn && found.Kind == TokenKind.End)
        {
            // An open quote or comment, already reported, has swallowed the rest.
            return new();
        }

        string? Misspelt(Token token, IReadOnlyList<string> words) =>
            token.Kind == TokenKind.Word && Spelling.Nearest(token.Text, words) is { } word
                && !word.Equals(token.Text, StringComparison.OrdinalIgnoreCase) ? word : null;

        var advice =
            Misspelt(found, keywords) is { } meant ? $"did you mean {meant}?"
            : Misspelt(before, Keywords.Clauses) is { } clause ? $"did you mean {clause} instead of {before.Text}?"
            : Misspelt(found, Keywords.Clauses) is { } next ? $"did you mean {next}?"
            : found.Kind == TokenKind.QuotedName && expected.EndsWith("in single quotes", StringComparison.Ordinal)
                ? "text stands in single quotes, names in double ones"
            : before.IsSymbol(",") ? "remove the comma before it, or write what should follow"
            : $"write {expected} here";
        return Error("SN2002", found.Span, $"expected {expected}, found {found.Described}", advice);
    }

    private SyntaxException NotBuilt(SourceSpan span, string what, string advice) =>
        Error("SN2004", span, $"{what} is not built yet", advice);

    private SyntaxException Error(string code, SourceSpan span, string message, string advice)
    {
        _diagnostics.Add(code, span, message, advice);
        return new();
    }

    private List<T> ParseList<T>(Func<T> item)
    {
        var items = new List<T> { item() };
        while (TakeSymbol(","))
        {
            items.Add(item());
        }

        return items;
    }

    private List<T> ParseParenthesised<T>(Func<T> item)
    {
        ExpectSymbol("(");
        var items = ParseList(item);
        ExpectSymbol(")");
        return items;
    }

    private Identifier? ParseAlias()
    {
        if (TakeWord("AS"))
        {
            return ExpectName("a name after AS");
        }

        return IsName(Current) && !(Current.Kind == TokenKind.Word && Keywords.Contextual.Contains(Current.Text))
            ? ExpectName("a name")
            : null;
    }
}
