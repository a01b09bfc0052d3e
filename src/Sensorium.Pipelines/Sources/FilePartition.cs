using System.IO.Compression;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Sources;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Sources;

/// <summary>
/// One file of records, read once from start to end: lines of NDJSON, or rows of CSV, whose quoted fields may hold line ends. A position is
/// the byte offset of the record in the uncompressed text. Empty lines are no records.
/// </summary>
internal sealed class FilePartition : ISourcePartition
{
    private readonly Stream _stream;
    private readonly bool _isCsv;
    private byte[] _rest = [];
    private long _restOffset;
    private bool _atEnd;

    public FilePartition(IFileSystem files, string path, int number, StreamDefinition stream)
    {
        Number = number;
        _isCsv = stream.Format == RecordFormat.Csv;
        IFile file;
        try
        {
            file = files.Open(path, FileAccessMode.Read);
        }
        catch (IOException)
        {
            throw new SensoriumException(
                "SN4101",
                $"The input file '{path}' of stream {stream.Name} cannot be opened.",
                "Check the path that --input names, and that it may be read.");
        }

        Stream bytes = new SequentialFile(file);
        _stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        Fill(4096);
        if (_rest.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            _restOffset = 3;
            _rest = _rest[3..];
        }

        if (_isCsv && stream.Csv.HasHeader)
        {
            Header = ReadHeader(stream.Csv.Delimiter);
        }
    }

    public int Number { get; }

    public bool IsFinite => true;

    public Position Start => Position.Start;

    public Position End => Position.FromOffset(_restOffset + _rest.Length);

    public IReadOnlyList<string>? Header { get; }

    public int Read(RecordBlock block, Position from, int maxBytes)
    {
        block.Clear();
        var wanted = maxBytes;
        while (true)
        {
            Fill(wanted);
            var end = _atEnd ? _rest.Length : LastRecordEnd(_rest);
            if (end > 0)
            {
                Take(block, end);
                if (block.Count > 0 || _atEnd)
                {
                    break;
                }

                continue;
            }

            if (_atEnd)
            {
                break;
            }

            // A record longer than the block: read on until its end is here.
            wanted = _rest.Length * 2;
        }

        if (_atEnd && _rest.Length == 0)
        {
            _stream.Dispose();
        }

        block.Next = Position.FromOffset(_restOffset);
        return block.Count;
    }

    public ValueTask WaitForData(Position from, CancellationToken cancellation) => ValueTask.CompletedTask;

    private void Fill(int bytes)
    {
        var have = _rest.Length;
        if (_atEnd || have >= bytes)
        {
            return;
        }

        Array.Resize(ref _rest, bytes);
        while (have < bytes)
        {
            var read = _stream.Read(_rest.AsSpan(have));
            if (read == 0)
            {
                _atEnd = true;
                break;
            }

            have += read;
        }

        Array.Resize(ref _rest, have);
    }

    private void Take(RecordBlock block, int end)
    {
        block.EnsureData(end);
        _rest.AsSpan(0, end).CopyTo(block.Data);
        block.DataLength = end;
        var at = 0;
        while (at < end)
        {
            var length = _isCsv ? RowLength(block.Data.AsSpan(at, end - at)) : block.Data.AsSpan(at, end - at).IndexOf((byte)'\n');
            var stop = length < 0 ? end : at + length;
            var value = block.Data.AsSpan(at, stop - at);
            var trimmed = value.TrimEnd((byte)'\r').Length;
            if (trimmed > 0)
            {
                block.Add(at, trimmed, _restOffset + at);
            }

            at = stop + 1;
        }

        _restOffset += end;
        _rest = _rest[end..];
    }

    private int LastRecordEnd(ReadOnlySpan<byte> bytes)
    {
        if (!_isCsv)
        {
            return bytes.LastIndexOf((byte)'\n') + 1;
        }

        var end = 0;
        while (RowLength(bytes[end..]) is var length and >= 0)
        {
            end += length + 1;
        }

        return end;
    }

    /// <summary>Bytes before the line end that ends the row, or −1; one inside quotes does not.</summary>
    private static int RowLength(ReadOnlySpan<byte> bytes)
    {
        var quoted = false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '"')
            {
                quoted = !quoted;
            }
            else if (bytes[i] == '\n' && !quoted)
            {
                return i;
            }
        }

        return -1;
    }

    private string[] ReadHeader(char delimiter)
    {
        while (!_atEnd && RowLength(_rest) < 0)
        {
            Fill(_rest.Length * 2);
        }

        var length = RowLength(_rest);
        var line = Encoding.UTF8.GetString(_rest.AsSpan(0, length < 0 ? _rest.Length : length)).TrimEnd('\r');
        var used = length < 0 ? _rest.Length : length + 1;
        _restOffset += used;
        _rest = _rest[used..];
        return [.. line.Split(delimiter).Select(name => name.Trim().Trim('"'))];
    }
}
