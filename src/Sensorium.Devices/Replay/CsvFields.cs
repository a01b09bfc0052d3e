namespace Sensorium.Devices.Replay;

/// <summary>The fields of one CSV row. Keeps its buffers from row to row.</summary>
internal sealed class CsvFields(byte delimiter)
{
    private byte[] _text = new byte[1024];
    private (int Start, int Length, bool IsQuoted)[] _fields = new (int, int, bool)[32];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => _text.AsSpan(_fields[index].Start, _fields[index].Length);

    public bool IsQuoted(int index) => _fields[index].IsQuoted;

    /// <returns>False where a quote is not closed, or something else than a delimiter stands behind one; the fields then mean
    /// nothing.</returns>
    public bool Split(ReadOnlyMemory<byte> row)
    {
        Count = 0;
        var text = row.Span;
        if (_text.Length < text.Length)
        {
            _text = new byte[text.Length * 2];
        }

        var used = 0;
        var at = 0;
        do
        {
            var start = used;
            var isQuoted = at < text.Length && text[at] == '"';
            if (isQuoted)
            {
                at = Unquote(text, at + 1, ref used);
                if (at < 0 || (at < text.Length && text[at] != delimiter))
                {
                    return false;
                }
            }

            while (at < text.Length && text[at] != delimiter)
            {
                _text[used++] = text[at++];
            }

            if (Count == _fields.Length)
            {
                Array.Resize(ref _fields, Count * 2);
            }

            _fields[Count++] = (start, used - start, isQuoted);
        }
        while (at++ < text.Length);
        return true;
    }

    /// <returns>Where the text goes on behind the closing quote; −1 without one.</returns>
    private int Unquote(ReadOnlySpan<byte> text, int at, ref int used)
    {
        while (at < text.Length)
        {
            if (text[at] == '"')
            {
                if (at + 1 == text.Length || text[at + 1] != '"')
                {
                    return at + 1;
                }

                at++;
            }

            _text[used++] = text[at++];
        }

        return -1;
    }
}
