using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Sources;

/// <summary>
/// Cuts text into records: lines, or CSV rows whose quoted fields may hold line breaks. A quote that is never closed must not swallow
/// the rest of the file: where no closing quote comes, or one with something other than a delimiter or line end behind it, the record is
/// its first line alone, and the next line begins a new one. What a record is depends on the file alone, never on how it is read.
/// </summary>
internal sealed class RecordSplitter(RecordFormat format, byte delimiter)
{
    /// <summary>Bytes of the longest record. A longer one is handed over empty, so that it is rejected by its position.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <param name="text">From the record's first byte on.</param>
    /// <param name="isEnd">Whether nothing comes after <paramref name="text"/>.</param>
    public RecordEnd Find(ReadOnlySpan<byte> text, bool isEnd)
    {
        if (text.Length > MaxLength)
        {
            text = text[..MaxLength];
            isEnd = false;
        }

        var newline = text.IndexOf((byte)'\n');
        if (format == RecordFormat.Json || (newline >= 0 && text[..newline].IndexOf((byte)'"') < 0))
        {
            return Line(text, newline, isEnd);
        }

        var row = FindRow(text, newline, isEnd);
        return row.Length < 0 && text.Length == MaxLength ? Line(text, newline, isEnd) : row;
    }

    private static RecordEnd Line(ReadOnlySpan<byte> text, int newline, bool isEnd)
    {
        if (newline < 0 && !isEnd)
        {
            return RecordEnd.Unknown;
        }

        var length = newline < 0 ? text.Length : newline;
        var next = newline < 0 ? text.Length : newline + 1;
        return new(length > 0 && text[length - 1] == '\r' ? length - 1 : length, next, IsLine: true);
    }

    private RecordEnd FindRow(ReadOnlySpan<byte> text, int newline, bool isEnd)
    {
        var at = 0;
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                at = AfterQuoted(text, at);
                if (at < 0)
                {
                    // The end of the quoted field is not here: ask for more while there is more.
                    return isEnd ? Line(text, newline, isEnd) : RecordEnd.Unknown;
                }

                if (at < text.Length && text[at] != delimiter && !IsLineEnd(text[at..]))
                {
                    return Line(text, newline, isEnd);
                }
            }

            var rest = text[at..];
            var stop = rest.IndexOfAny(delimiter, (byte)'\n');
            if (stop < 0)
            {
                return isEnd ? Whole(text, text.Length, text.Length, newline) : RecordEnd.Unknown;
            }

            if (rest[stop] == '\n')
            {
                return Whole(text, at + stop, at + stop + 1, newline);
            }

            at += stop + 1;
        }
    }

    private static RecordEnd Whole(ReadOnlySpan<byte> text, int length, int next, int newline) =>
        new(length > 0 && text[length - 1] == '\r' ? length - 1 : length, next, IsLine: newline < 0 || newline >= length);

    private static bool IsLineEnd(ReadOnlySpan<byte> text) => text[0] == '\n' || text is [(byte)'\r', (byte)'\n', ..] or [(byte)'\r'];

    /// <returns>The offset behind the closing quote, or −1.</returns>
    private static int AfterQuoted(ReadOnlySpan<byte> text, int at)
    {
        at++;
        while (true)
        {
            var quote = text[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return -1;
            }

            at += quote + 1;
            if (at >= text.Length || text[at] != '"')
            {
                return at;
            }

            at++;
        }
    }
}
