using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Decode;

/// <summary>One row of CSV (RFC 4180) as fields, and which field is which column.</summary>
internal sealed class CsvRow
{
    private readonly byte _delimiter;
    private readonly int[][] _fieldsOf;
    private readonly int _expected;
    private readonly List<(int Start, int Length)> _fields = [];
    private byte[] _text = new byte[256];

    /// <param name="header">Names of the fields; null where they come in the order of the stream's columns.</param>
    public CsvRow(StreamDefinition stream, IReadOnlyList<string>? header)
    {
        _delimiter = (byte)stream.Csv.Delimiter;
        _expected = header?.Count ?? stream.Columns.Count;
        _fieldsOf = [.. stream.Columns.Select((column, index) => header is null
            ? [index]
            : column.Spellings.Select(spelling => IndexOf(header, spelling)).Where(field => field >= 0).ToArray())];
    }

    public RejectReason Read(ReadOnlySpan<byte> row)
    {
        _fields.Clear();
        if (_text.Length < row.Length)
        {
            _text = new byte[row.Length * 2];
        }

        var (i, used) = (0, 0);
        while (true)
        {
            var start = used;
            if (i < row.Length && row[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= row.Length)
                    {
                        return RejectReason.CsvQuotes;
                    }

                    if (row[i] == '"')
                    {
                        if (i + 1 >= row.Length || row[i + 1] != '"')
                        {
                            break;
                        }

                        i++;
                    }

                    _text[used++] = row[i];
                }

                if (++i < row.Length && row[i] != _delimiter)
                {
                    return RejectReason.CsvQuotes;
                }
            }
            else
            {
                var end = row[i..].IndexOf(_delimiter);
                var field = end < 0 ? row[i..] : row.Slice(i, end);
                field.CopyTo(_text.AsSpan(used));
                used += field.Length;
                i += field.Length;
            }

            _fields.Add((start, used - start));
            if (i >= row.Length)
            {
                return _fields.Count == _expected ? RejectReason.None : RejectReason.CsvFieldCount;
            }

            i++;
        }
    }

    /// <summary>The column's text, empty where it has none; of several spellings the first listed that has.</summary>
    public ReadOnlySpan<byte> Field(int column, byte[]? nulls, out bool conflict)
    {
        conflict = false;
        ReadOnlySpan<byte> found = [];
        foreach (var field in _fieldsOf[column])
        {
            var text = _text.AsSpan(_fields[field].Start, _fields[field].Length);
            if (text.IsEmpty || (nulls is not null && text.SequenceEqual(nulls)))
            {
                continue;
            }

            if (found.IsEmpty)
            {
                found = text;
            }
            else
            {
                conflict = true;
            }
        }

        return found;
    }

    private static int IndexOf(IReadOnlyList<string> header, string name)
    {
        for (var i = 0; i < header.Count; i++)
        {
            if (header[i].Equals(name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
