using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Sources;

/// <summary>One file of a <see cref="FileSource"/>. Blocks end where a record does; empty lines are no records.</summary>
internal sealed class FilePartition : ISourcePartition, IDisposable
{
    private const int SmallestRead = 4096;

    // So that lines of a few bytes do not make rows by the hundred thousand.
    private const int MostRecords = 16 * 1024;

    private readonly FileText _text;
    private readonly RecordSplitter _splitter;
    private readonly long _first;

    public FilePartition(int number, string path, IFile file, RecordFormat format, CsvOptions csv)
    {
        Number = number;
        _text = new(file, path);
        _splitter = new(format, (byte)csv.Delimiter);
        Span<byte> mark = stackalloc byte[3];
        _first = _text.Read(mark, 0) == 3 && mark.SequenceEqual("\uFEFF"u8) ? 3 : 0;
        if (format == RecordFormat.Csv && csv.HasHeader)
        {
            var block = new RecordBlock();
            if (Read(block, default, SmallestRead) > 0)
            {
                Header = CsvHeader.Parse(block.Value(0), (byte)csv.Delimiter);
                _first = block.Count > 1 ? block.Offsets[1] : block.Next.ToOffset();
            }
        }
    }

    public int Number { get; }

    public IReadOnlyList<string>? Header { get; }

    public bool IsFinite => true;

    public Position Start => Position.FromOffset(_first);

    /// <summary>Of a gzip file known only when it was read to its end; until then beyond every record.</summary>
    public Position End => Position.FromOffset(_text.Length);

    public int Read(RecordBlock block, Position from, int maxBytes)
    {
        block.Clear();
        var offset = Math.Max(from.ToOffset(), _first);
        var wanted = Math.Max(maxBytes, SmallestRead);
        while (true)
        {
            block.EnsureData(wanted);
            block.DataLength += _text.Read(block.Data.AsSpan(block.DataLength, wanted - block.DataLength), offset + block.DataLength);
            var isEnd = block.DataLength < wanted;
            var used = Split(block, offset, isEnd);
            if (block.Count > 0 || isEnd)
            {
                _text.Keep(block.Data.AsSpan(used, block.DataLength - used), offset + used);
                block.Next = Position.FromOffset(offset + used);
                return block.Count;
            }

            if (used > 0)
            {
                // Nothing but empty lines.
                _text.Keep(block.Data.AsSpan(used, block.DataLength - used), offset + used);
                offset += used;
                block.DataLength = 0;
            }
            else if (block.DataLength >= RecordSplitter.MaxLength)
            {
                return SkipTooLong(block, offset);
            }
            else
            {
                wanted *= 2;
            }
        }
    }

    public ValueTask WaitForData(Position from, CancellationToken cancellation) => ValueTask.CompletedTask;

    public void Dispose() => _text.Dispose();

    /// <returns>Bytes that the records, and empty lines among them, take.</returns>
    private int Split(RecordBlock block, long offset, bool isEnd)
    {
        var used = 0;
        var isLines = true;
        while (used < block.DataLength && block.Count < MostRecords)
        {
            var end = _splitter.Find(block.Data.AsSpan(used, block.DataLength - used), isEnd);
            if (end.Length < 0)
            {
                break;
            }

            if (end.Length > 0)
            {
                block.Add(used, end.Length, offset + used);
            }

            isLines &= end.IsLine && end.Length > 0 && (end.Next == end.Length + 1 || used + end.Next == block.DataLength);
            used += end.Next;
        }

        block.IsLines = isLines;
        return used;
    }

    /// <summary>Hands over a record that is too long as an empty one and goes on behind it.</summary>
    private int SkipTooLong(RecordBlock block, long offset)
    {
        var next = offset + RecordSplitter.MaxLength;
        while (true)
        {
            var read = _text.Read(block.Data.AsSpan(0, SmallestRead), next);
            var newline = block.Data.AsSpan(0, read).IndexOf((byte)'\n');
            next += newline < 0 ? read : newline + 1;
            if (newline >= 0 || read < SmallestRead)
            {
                break;
            }
        }

        block.Clear();
        block.Add(0, 0, offset);
        block.Next = Position.FromOffset(next);
        return 1;
    }
}
