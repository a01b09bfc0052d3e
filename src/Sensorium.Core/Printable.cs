using System.Globalization;
using System.Text;

namespace Sensorium.Core;

/// <summary>
/// Text of devices, files and users as a terminal may show it: what would move its cursor, change its colours, end a line or turn the
/// direction of writing stands there as its escape, <c>\n</c> or <c>\u001b</c>.
/// </summary>
public static class Printable
{
    /// <summary>As one line.</summary>
    public static string Of(string text) => Escape(text, keepsLines: false);

    /// <summary>Line ends stay.</summary>
    public static string Lines(string text) => Escape(text, keepsLines: true);

    private static string Escape(string text, bool keepsLines)
    {
        var first = 0;
        while (first < text.Length && !IsUnsafe(text[first], keepsLines))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (var letter in text.AsSpan(first))
        {
            _ = letter switch
            {
                _ when !IsUnsafe(letter, keepsLines) => escaped.Append(letter),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                _ => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
            };
        }

        return escaped.ToString();
    }

    /// <summary>Controls of both sets, separators of lines and paragraphs, and marks of direction.</summary>
    private static bool IsUnsafe(char letter, bool keepsLines) => letter switch
    {
        '\n' or '\t' => !keepsLines,
        _ => char.IsControl(letter)
            || letter is '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c' or (>= '\u202a' and <= '\u202e')
                or (>= '\u2066' and <= '\u2069'),
    };
}
