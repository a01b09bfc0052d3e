using System.Text;
using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

/// <summary>Cuts a file into tokens and comments. It never stops: what is no token is reported and skipped.</summary>
internal sealed class Lexer
{
    private static readonly string[] TwoCharacterSymbols = ["<>", "!=", "<=", ">=", "||", "=>"];

    private readonly SqlFile _file;
    private readonly string _text;
    private readonly DiagnosticList _diagnostics;
    private readonly List<Token> _tokens = [];
    private readonly List<Comment> _comments = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _lastTokenLine;
    private int _lastEndLine;

    private Lexer(SqlFile file, DiagnosticList diagnostics) => (_file, _text, _diagnostics) = (file, file.Text, diagnostics);

    public static (IReadOnlyList<Token> Tokens, IReadOnlyList<Comment> Comments) Read(SqlFile file, DiagnosticList diagnostics)
    {
        var lexer = new Lexer(file, diagnostics);
        lexer.Run();
        return (lexer._tokens, lexer._comments);
    }

    private void Run()
    {
        if (_text.StartsWith('\uFEFF'))
        {
            _at = _lineStart = 1;
        }

        while (true)
        {
            SkipSpace();
            if (_at == _text.Length)
            {
                _tokens.Add(new(TokenKind.End, "", SpanFrom(_at, _line, _lineStart)));
                return;
            }

            var c = _text[_at];
            var next = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
            if ((c == '-' && next == '-') || (c == '/' && next == '*'))
            {
                ReadComment(c == '-');
                continue;
            }

            if (IsNameStart(c))
            {
                ReadWord();
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(next)))
            {
                ReadNumber();
            }
            else if (c is '\'' or '"' or '`')
            {
                ReadQuoted(c);
            }
            else
            {
                ReadSymbol(c);
            }

            _lastTokenLine = _lastEndLine = _line;
        }
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_' || char.IsSurrogate(c);

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '$';

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            Advance();
        }
    }

    private void Advance()
    {
        if (_text[_at++] == '\n')
        {
            _line++;
            _lineStart = _at;
        }
    }

    private SourceSpan SpanFrom(int start, int line, int lineStart) => new(_file.Path, line, start - lineStart + 1, start, _at - start);

    private void Add(TokenKind kind, string text, int start, int line, int lineStart) =>
        _tokens.Add(new(kind, text, SpanFrom(start, line, lineStart)));

    private void ReadComment(bool endsWithLine)
    {
        var (start, line, lineStart) = (_at, _line, _lineStart);
        if (endsWithLine)
        {
            while (_at < _text.Length && _text[_at] != '\n')
            {
                _at++;
            }
        }
        else
        {
            var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            var stop = end < 0 ? _text.Length : end + 2;
            while (_at < stop)
            {
                Advance();
            }

            if (end < 0)
            {
                _diagnostics.Add("SN2001", SpanFrom(start, line, lineStart), "a comment is not closed", "end it with */");
            }
        }

        var text = _text[start.._at].TrimEnd().ReplaceLineEndings("\n");
        var blankAfter = IsBlankLineAhead();
        _comments.Add(
            new(text, SpanFrom(start, line, lineStart), _lastTokenLine == line, _lastEndLine > 0 && line > _lastEndLine + 1, blankAfter));
        _lastEndLine = _line;
    }

    private bool IsBlankLineAhead()
    {
        var breaks = 0;
        for (var i = _at; i < _text.Length && char.IsWhiteSpace(_text[i]); i++)
        {
            breaks += _text[i] == '\n' ? 1 : 0;
        }

        return breaks > 1;
    }

    private void ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && IsNamePart(_text[_at]))
        {
            _at++;
        }

        Add(TokenKind.Word, _text[start.._at], start, _line, _lineStart);
    }

    private void ReadNumber()
    {
        var start = _at;
        SkipDigits();
        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            SkipDigits();
        }

        if (_at < _text.Length && _text[_at] is 'e' or 'E')
        {
            var digits = _at + 1 < _text.Length && _text[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
            if (digits < _text.Length && char.IsAsciiDigit(_text[digits]))
            {
                _at = digits;
                SkipDigits();
            }
        }

        if (_at < _text.Length && IsNamePart(_text[_at]))
        {
            while (_at < _text.Length && IsNamePart(_text[_at]))
            {
                _at++;
            }

            _diagnostics.Add("SN2001", SpanFrom(start, _line, _lineStart), $"'{_text[start.._at]}' is neither a number nor a name",
                "put a name that starts with a digit in double quotes");
        }

        Add(TokenKind.Number, _text[start.._at], start, _line, _lineStart);
    }

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }
    }

    private void ReadQuoted(char quote)
    {
        var (start, line, lineStart) = (_at, _line, _lineStart);
        var text = new StringBuilder();
        Advance();
        while (true)
        {
            if (_at == _text.Length)
            {
                _diagnostics.Add("SN2001", new(_file.Path, line, start - lineStart + 1, start, 1), "a quote is not closed",
                    $"end it with {quote}; a quote inside is written twice");
                break;
            }

            var c = _text[_at];
            Advance();
            if (c != quote)
            {
                text.Append(c);
            }
            else if (_at < _text.Length && _text[_at] == quote)
            {
                text.Append(c);
                Advance();
            }
            else
            {
                break;
            }
        }

        if (quote != '\'' && text.Length == 0)
        {
            _diagnostics.Add("SN2001", SpanFrom(start, line, lineStart), "a name is empty", "text stands in single quotes");
            text.Append('_');
        }

        Add(quote == '\'' ? TokenKind.String : TokenKind.QuotedName, text.ToString(), start, line, lineStart);
    }

    private void ReadSymbol(char c)
    {
        var start = _at;
        foreach (var symbol in TwoCharacterSymbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, 2) == 0)
            {
                _at += 2;
                Add(TokenKind.Symbol, symbol == "!=" ? "<>" : symbol, start, _line, _lineStart);
                return;
            }
        }

        _at++;
        if ("()[],.;+-*/%=<>:".Contains(c))
        {
            Add(TokenKind.Symbol, c.ToString(), start, _line, _lineStart);
        }
        else
        {
            _diagnostics.Add("SN2001", SpanFrom(start, _line, _lineStart), $"the character '{c}' has no meaning in SQL",
                "remove it, or put the name or text it belongs to in quotes");
        }
    }
}
