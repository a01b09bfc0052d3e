using System.Text;

namespace Sensorium.Core.Formats;

/// <summary>
/// The rows of a CSV text with commas: RFC 4180, where a quote within a field that does not begin with one is an ordinary character. A byte
/// order mark is no part of the first field.
/// </summary>
public sealed class CsvText(string text)
{
    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;

    /// <summary>On which the next row begins, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <returns>The fields of the next row, at least one; null at the end.</returns>
    public IReadOnlyList<CsvCell>? ReadRow()
    {
        if (_at >= text.Length)
        {
            return null;
        }

        var row = new List<CsvCell>();
        while (true)
        {
            row.Add(ReadCell());
            if (_at < text.Length && text[_at] == ',')
            {
                _at++;
                continue;
            }

            _at += _at < text.Length && text[_at] == '\r' ? 1 : 0;
            _at += _at < text.Length && text[_at] == '\n' ? 1 : 0;
            Line++;
            return row;
        }
    }

    private CsvCell ReadCell()
    {
        var (start, line) = (_at, Line);
        if (_at >= text.Length || text[_at] != '"')
        {
            SkipToEnd();
            return new(start, _at - start, text[start.._at], line, IsQuoted: false, IsBroken: false);
        }

        var content = new StringBuilder();
        var isClosed = false;
        for (_at++; _at < text.Length && !isClosed; _at++)
        {
            if (text[_at] != '"')
            {
                Line += text[_at] == '\n' ? 1 : 0;
                content.Append(text[_at]);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == '"')
            {
                content.Append(text[_at++]);
            }
            else
            {
                isClosed = true;
            }
        }

        var end = _at;
        SkipToEnd();
        return new(start, _at - start, content.ToString(), line, IsQuoted: true, IsBroken: !isClosed || _at > end);
    }

    private void SkipToEnd()
    {
        var end = text.AsSpan(_at).IndexOfAny(",\r\n");
        _at = end < 0 ? text.Length : _at + end;
    }
}
