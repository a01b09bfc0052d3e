namespace Sensorium.Lake.Query;

/// <summary>Lines of a stream, each at most so long.</summary>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <returns>The line without its end, valid until the next call; null at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">A line is too long, or the stream ends within one.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> Next(CancellationToken cancellation)
    {
        var looked = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, looked + length);
                _start += looked + length + 1;
                return line;
            }

            looked = _end - _start;
            if (looked > longest)
            {
                throw new InvalidDataException("a line is too long.");
            }

            if (_start > 0)
            {
                _buffer.AsSpan(_start, looked).CopyTo(_buffer);
                (_start, _end) = (0, looked);
            }

            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                return looked == 0 ? null : throw new InvalidDataException("the stream ends within a line.");
            }

            _end += read;
        }
    }
}
