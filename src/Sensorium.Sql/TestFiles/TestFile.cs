using System.Globalization;
using Sensorium.Core;
using Sensorium.Sql.Binding;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.TestFiles;

/// <summary>
/// Reads a file of a city's <c>tests/</c>. A statement with an error is reported and skipped to its semicolon, so that each can report one.
/// </summary>
public sealed class TestFile
{
    private static readonly string[] _statements = ["TEST", "AT", "GIVEN", "EXPECT"];

    private readonly IReadOnlyList<Token> _tokens;
    private readonly DiagnosticList _diagnostics;
    private readonly List<TestCase> _cases = [];
    private int _at;
    private TestCase? _open;
    private List<TestGiven> _given = [];
    private List<TestExpectation> _expected = [];

    private TestFile(SqlFile file, DiagnosticList diagnostics)
    {
        _diagnostics = diagnostics;
        _tokens = Lexer.Read(file, diagnostics).Tokens;
    }

    private Token Current => _tokens[_at];

    /// <returns>The tests in their order; what is wrong comes as diagnostics, several at once.</returns>
    public static (IReadOnlyList<TestCase> Cases, IReadOnlyList<Diagnostic> Diagnostics) Read(SqlFile file)
    {
        var diagnostics = new DiagnosticList();
        var reader = new TestFile(file, diagnostics);
        if (diagnostics.Count == 0)
        {
            reader.Run(Path.GetFileNameWithoutExtension(file.Path));
        }

        return (reader._cases, diagnostics.Items);
    }

    private void Run(string name)
    {
        while (Current.Kind != TokenKind.End)
        {
            if (TakeSymbol(";"))
            {
                continue;
            }

            var start = _at;
            try
            {
                ReadStatement(name);
                if (Current.Kind != TokenKind.End && !Current.IsSymbol(";"))
                {
                    throw Unexpected("the end of the statement, a semicolon");
                }
            }
            catch (SyntaxException)
            {
                _at = Math.Max(_at, start + 1);
                while (Current.Kind != TokenKind.End && !Current.IsSymbol(";"))
                {
                    _at++;
                }
            }
        }

        Close();
        if (_cases.Count == 0 && _diagnostics.Count == 0)
        {
            _diagnostics.Add("SN1057", Current.Span, "the file has no test", "write GIVEN stream VALUES (…); and EXPECT table VALUES (…);");
        }
    }

    private void ReadStatement(string name)
    {
        var first = Current;
        if (TakeWord("TEST"))
        {
            Close();
            var title = ExpectText("the test's name");
            _open = new(title.Text, null, _given, _expected, first.Span);
            return;
        }

        _open ??= new(name, null, _given, _expected, first.Span);
        if (TakeWord("AT"))
        {
            _ = TakeWord("TIMESTAMP");
            var now = ExpectText("a time");
            _open = _open with { Now = (now.Text, now.Span) };
        }
        else if (TakeWord("GIVEN"))
        {
            _given.Add(ReadGiven());
        }
        else if (TakeWord("EXPECT"))
        {
            _expected.Add(ReadExpectation());
        }
        else
        {
            throw Unexpected("TEST, AT, GIVEN or EXPECT", _statements);
        }
    }

    private void Close()
    {
        if (_open is null)
        {
            return;
        }

        if (_expected.Count == 0 && _diagnostics.Count == 0)
        {
            _diagnostics.Add(
                "SN1057",
                _open.Span,
                $"the test '{_open.Name}' expects nothing",
                "say what a table must hold: EXPECT table VALUES (…); or EXPECT NO ROWS IN table;");
        }

        _cases.Add(_open);
        (_open, _given, _expected) = (null, [], []);
    }

    private TestGiven ReadGiven()
    {
        var name = ExpectName("the name of a stream");
        var columns = Current.IsSymbol("(") ? ReadList(() => ReadColumn("a column of the stream")) : [];
        if (columns.Count == 0 && Current.IsWord("JSON"))
        {
            _at++;
            return new(name.Text, TestForm.Json, [], [], ExpectText("one JSON object a line").Text, name.Span);
        }

        if (columns.Count == 0 && Current.IsWord("CSV"))
        {
            _at++;
            return new(name.Text, TestForm.Csv, [], [], ExpectText("lines of CSV").Text, name.Span);
        }

        if (!TakeWord("VALUES"))
        {
            throw columns.Count > 0 ? Unexpected("VALUES", "VALUES") : Unexpected("VALUES, JSON or CSV", "VALUES", "JSON", "CSV");
        }

        return new(name.Text, TestForm.Values, columns, ReadRows(), "", name.Span);
    }

    private TestExpectation ReadExpectation()
    {
        if (TakeWord("NO"))
        {
            if (!TakeWord("ROWS") || !TakeWord("IN"))
            {
                throw Unexpected("ROWS IN and the name of a table", "ROWS", "IN");
            }

            var (empty, at) = ReadTable();
            return new(empty, [], [], 0, at);
        }

        var (table, span) = ReadTable();
        var columns = Current.IsSymbol("(") ? ReadList(() => ReadColumn("a column of the table")) : [];
        if (!TakeWord("VALUES"))
        {
            throw Unexpected("VALUES", "VALUES");
        }

        var rows = ReadRows();
        var tolerance = 0d;
        if (TakeWord("WITHIN"))
        {
            var number = Current;
            if (number.Kind != TokenKind.Number || !double.TryParse(number.Text, CultureInfo.InvariantCulture, out tolerance)
                || !double.IsFinite(tolerance))
            {
                throw Unexpected("how far a DOUBLE may be off, such as 0.001");
            }

            _at++;
        }

        return new(table, columns, rows, tolerance, span);
    }

    private (string Name, SourceSpan Span) ReadTable()
    {
        var name = ExpectName("the name of a table or an alert");
        return TakeSymbol(".") ? ($"{name.Text}.{ExpectName("the name of a table").Text}", name.Span) : (name.Text, name.Span);
    }

    private TestColumn ReadColumn(string what)
    {
        var name = ExpectName(what);
        return new(name.Text, name.Span);
    }

    private List<TestRow> ReadRows()
    {
        var rows = new List<TestRow>();
        do
        {
            var span = Current.Span;
            rows.Add(new(ReadList(ReadValue), span));
        }
        while (TakeSymbol(","));
        return rows;
    }

    private List<T> ReadList<T>(Func<T> item)
    {
        if (!TakeSymbol("("))
        {
            throw Unexpected("'('");
        }

        var items = new List<T> { item() };
        while (TakeSymbol(","))
        {
            items.Add(item());
        }

        return TakeSymbol(")") ? items : throw Unexpected("',' or ')'");
    }

    private TestValue ReadValue()
    {
        var first = Current;
        if (TakeWord("NULL"))
        {
            return new(TestValueKind.Null, "", first.Span);
        }

        if (TakeWord("TRUE") || TakeWord("FALSE"))
        {
            return new(TestValueKind.Boolean, first.Text.ToUpperInvariant(), first.Span);
        }

        if ((first.IsWord("TIMESTAMP") || first.IsWord("DATE")) && _tokens[_at + 1].Kind == TokenKind.String)
        {
            _at++;
        }

        var sign = TakeSymbol("-") ? "-" : "";
        var token = Current;
        if (token.Kind == TokenKind.Number || (token.Kind == TokenKind.String && sign.Length == 0))
        {
            _at++;
            return new(token.Kind == TokenKind.Number ? TestValueKind.Number : TestValueKind.Text, sign + token.Text, first.Span);
        }

        throw Unexpected("a value: a number, a text in single quotes, TRUE, FALSE or NULL");
    }

    private Token ExpectName(string what)
    {
        if (Current.Kind is not (TokenKind.Word or TokenKind.QuotedName))
        {
            throw Unexpected(what);
        }

        return _tokens[_at++];
    }

    private Token ExpectText(string what) =>
        Current.Kind == TokenKind.String ? _tokens[_at++] : throw Unexpected($"{what} in single quotes");

    private bool TakeWord(string word)
    {
        if (!Current.IsWord(word))
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

    private SyntaxException Unexpected(string expected, params IReadOnlyList<string> words)
    {
        var meant = Current.Kind == TokenKind.Word ? Spelling.Nearest(Current.Text, words) : null;
        _diagnostics.Add(
            "SN1057",
            Current.Span,
            $"expected {expected}, found {Current.Described}",
            meant is null ? "docs/testing.md shows how a test is written" : $"did you mean {meant}?");
        return new();
    }
}
