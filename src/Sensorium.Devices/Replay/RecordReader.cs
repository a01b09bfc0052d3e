using Sensorium.Core;

namespace Sensorium.Devices.Replay;

/// <summary>
/// Cuts a stream of bytes into lines, or into CSV rows, whose quoted fields may hold line breaks. Line ends are <c>\n</c> or
/// <c>\r\n</c>; a byte order mark is left out. A quote that is never closed, or has something else than a delimiter or a line end behind
/// it, does not swallow the rows behind it: the record is then its first line alone.
/// </summary>
/// <param name="delimiter">Of CSV fields, or null for lines.</param>
internal sealed class RecordReader(Stream input, byte? delimiter = null)
{
    /// <summary>The largest record that streams take by default.</summary>
    private const int MaxLength = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isEnded;
    private bool _hasBegun;
    private long _nextLine = 1;

    /// <summary>Line on which the last record starts, from 1.</summary>
    public long Line { get; private set; }

    /// <param name="record">Valid until the next call.</param>
    public bool TryRead(out ReadOnlyMemory<byte> record)
    {
        Line = _nextLine;
        var at = 0;
        var firstLine = -1;
        var state = delimiter is null ? CsvState.Line : CsvState.FieldStart;
        while (true)
        {
            for (; _start + at < _end; at++)
            {
                var b = _buffer[_start + at];
                if (b == '\n' && state != CsvState.Quoted)
                {
                    record = Take(at, 1);
                    return true;
                }

                if (state == CsvState.ReturnAfterQuote || (state == CsvState.QuoteInQuoted && b != '"' && b != '\r' && b != delimiter))
                {
                    if (firstLine >= 0)
                    {
                        record = TakeLine(firstLine);
                        return true;
                    }

                    state = CsvState.Line;
                }

                state = state switch
                {
                    CsvState.Line => CsvState.Line,
                    CsvState.Quoted => b == '"' ? CsvState.QuoteInQuoted : CsvState.Quoted,
                    CsvState.QuoteInQuoted when b == '"' => CsvState.Quoted,
                    CsvState.QuoteInQuoted when b == '\r' => CsvState.ReturnAfterQuote,
                    CsvState.FieldStart when b == '"' => CsvState.Quoted,
                    _ => b == delimiter ? CsvState.FieldStart : CsvState.Plain,
                };
                if (b == '\n')
                {
                    _nextLine++;
                    firstLine = firstLine < 0 ? at : firstLine;
                }
            }

            if (firstLine >= 0 && _end - _start >= MaxLength)
            {
                record = TakeLine(firstLine);
                return true;
            }

            if (!Fill())
            {
                break;
            }
        }

        record = state == CsvState.Quoted && firstLine >= 0 ? TakeLine(firstLine) : Take(at, 0);
        return at > 0;
    }

    private ReadOnlyMemory<byte> TakeLine(int length)
    {
        _nextLine = Line;
        return Take(length, 1);
    }

    private ReadOnlyMemory<byte> Take(int length, int lineEnd)
    {
        var record = _buffer.AsMemory(_start, length);
        _start += length + lineEnd;
        _nextLine += lineEnd;
        return record.Length > 0 && record.Span[^1] == '\r' ? record[..^1] : record;
    }

    private bool Fill()
    {
        if (_isEnded)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end >= MaxLength)
            {
                throw new SensoriumException(
                    "SN7010",
                    $"The record that starts on line {Line} is longer than 16 MiB.",
                    delimiter is null
                        ? "Give a file with one JSON object a line."
                        : "Look at that line: a row of CSV ends in a line break.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        do
        {
            var read = input.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _isEnded = read == 0;
        }
        while (!_hasBegun && _end < 3 && !_isEnded);

        if (!_hasBegun)
        {
            _hasBegun = true;
            if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            {
                _start = 3;
            }
        }

        return !_isEnded || _start < _end;
    }
}
