using System.Text;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Pipelines.Operators;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Decode;

/// <summary>
/// Records to columns. Every record is judged wholly by its CREATE STREAM, whatever a plan reads; only the columns asked for are filled.
/// One a lane; not thread-safe.
/// </summary>
public sealed class StreamDecoder
{
    private readonly StreamDefinition _stream;
    private readonly HashSet<int> _filled;
    private readonly DecoderOptions _options;
    private readonly ValueReader[] _readers;
    private readonly byte[][][] _paths;
    private readonly int[] _pathColumn;
    private readonly int[] _pathRank;
    private readonly (int Column, CheckRows Check)[] _checks;
    private readonly byte[]? _nulls;
    private readonly long _ahead;
    private readonly int[] _rank;
    private readonly int[] _tokenStart;
    private readonly int[] _pathSeen;
    private CsvRow? _csv;

    /// <param name="needed">Indexes into the stream's schema to fill.</param>
    public StreamDecoder(StreamDefinition stream, IReadOnlyList<int> needed, DecoderOptions options)
    {
        _stream = stream;
        _options = options;
        _filled = [.. needed];
        if (stream.EventTimeColumn >= 0)
        {
            _filled.Add(stream.EventTimeColumn);
        }

        _ahead = stream.Ahead.Ticks / 10;
        _nulls = stream.Csv.Nulls is { } nulls ? Encoding.UTF8.GetBytes(nulls) : null;
        _readers = [.. stream.Columns.Select(column => new ValueReader(column))];
        var paths = stream.Columns.SelectMany((column, index) => column.Spellings.Select((spelling, rank) => (spelling, index, rank))).ToList();
        _paths = [.. paths.Select(path => path.spelling.Split('.').Select(Encoding.UTF8.GetBytes).ToArray())];
        _pathColumn = [.. paths.Select(path => path.index)];
        _pathRank = [.. paths.Select(path => path.rank)];
        _pathSeen = new int[paths.Count];
        _rank = new int[stream.Columns.Count];
        _tokenStart = new int[stream.Columns.Count];
        var checks = new List<(int, CheckRows)>();
        for (var i = 0; i < stream.Columns.Count; i++)
        {
            if (stream.Columns[i].Check is { } check)
            {
                foreach (var read in ColumnsOf(check))
                {
                    _filled.Add(read);
                }

                checks.Add((i, options.CompileCheck?.Invoke(stream, check)
                    ?? throw new ArgumentException("A stream with a CHECK needs CompileCheck.", nameof(options))));
            }
        }

        _checks = [.. checks];
    }

    /// <summary>Names of the fields of CSV records, from the file's header; without it fields come in declared order.</summary>
    public void UseHeader(IReadOnlyList<string>? header) => _csv = new(_stream, header);

    /// <param name="now">Stands in for the append time where the block has none.</param>
    public void Decode(RecordBlock block, int partition, EventTime now, DecodedBatch into)
    {
        into.Reset(block.Count);
        var rows = into.Rows;
        rows.EnsureCapacity(block.Count);
        foreach (var (column, dictionary) in _options.Dictionaries)
        {
            rows.Text(column).UseDictionary(dictionary, block.Count);
        }

        for (var record = 0; record < block.Count; record++)
        {
            var row = rows.Count;
            var appended = block.HasAppendTimes ? block.AppendTimes[record] : now.Micros;
            var (reason, column) = _stream.Format == RecordFormat.Json
                ? ReadJson(block.Value(record), into, row, out var time)
                : ReadCsv(block.Value(record), into, row, out time);
            if (reason == RejectReason.None && _stream.EventTimeColumn < 0)
            {
                time = appended;
            }
            else if (reason == RejectReason.None && time > appended && time - appended > _ahead)
            {
                (reason, column) = (RejectReason.InTheFuture, _stream.EventTimeColumn);
            }

            if (reason != RejectReason.None)
            {
                into.Rejected.Add(new(record, reason, column));
                continue;
            }

            FillSystemColumns(block, partition, record, rows, row);
            into.RecordIndex[row] = record;
            into.EventTimes[row] = time;
            into.Clock[row] = Math.Min(time, appended);
            rows.Count++;
        }

        foreach (var (column, check) in _checks)
        {
            RejectFailed(column, check, into);
        }
    }

    private static IEnumerable<int> ColumnsOf(BoundExpression expression) => expression switch
    {
        ColumnReference reference => [reference.Index],
        FunctionCall call => call.Arguments.SelectMany(ColumnsOf),
        LogicalExpression logical => logical.Operands.SelectMany(ColumnsOf),
        NotExpression not => ColumnsOf(not.Operand),
        NullTest test => ColumnsOf(test.Operand),
        CastExpression cast => ColumnsOf(cast.Operand),
        CaseExpression choice => choice.Branches.SelectMany(branch => ColumnsOf(branch.Condition).Concat(ColumnsOf(branch.Value)))
            .Concat(choice.Otherwise is null ? [] : ColumnsOf(choice.Otherwise)),
        _ => [],
    };

    private (RejectReason Reason, int Column) ReadJson(ReadOnlySpan<byte> value, DecodedBatch into, int row, out long time)
    {
        time = 0;
        if (value.IsEmpty)
        {
            return (RejectReason.Empty, -1);
        }

        _rank.AsSpan().Fill(int.MaxValue);
        _pathSeen.AsSpan().Clear();
        try
        {
            var reader = new Utf8JsonReader(value);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return (reader.Read() ? RejectReason.NotJson : RejectReason.NotAnObject, -1);
            }

            FindMembers(ref reader, 0, [.. Enumerable.Range(0, _paths.Length)], into);
            while (reader.Read())
            {
            }
        }
        catch (JsonException)
        {
            return (System.Text.Unicode.Utf8.IsValid(value) ? RejectReason.NotJson : RejectReason.NotUtf8, -1);
        }

        if (!System.Text.Unicode.Utf8.IsValid(value))
        {
            return (RejectReason.NotUtf8, -1);
        }

        for (var column = 0; column < _readers.Length; column++)
        {
            var output = _filled.Contains(column) ? into.Rows.Columns[column] : null;
            if (_rank[column] == int.MaxValue)
            {
                if (Null(column, output, row) is var missing and not RejectReason.None)
                {
                    return (missing, column);
                }

                continue;
            }

            var reader = new Utf8JsonReader(value[_tokenStart[column]..]);
            reader.Read();
            var reason = _readers[column].ReadJson(ref reader, output, row, out var columnTime);
            if (reason != RejectReason.None)
            {
                return (reason, column);
            }

            time = column == _stream.EventTimeColumn ? columnTime : time;
        }

        return (RejectReason.None, -1);
    }

    /// <summary>Notes where each declared member's value stands. The last of equal names wins, then the first listed of a column's spellings.</summary>
    private void FindMembers(ref Utf8JsonReader reader, int level, List<int> candidates, DecodedBatch into)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            List<int>? deeper = null;
            var here = -1;
            foreach (var path in candidates)
            {
                if (!reader.ValueTextEquals(_paths[path][level]))
                {
                    continue;
                }

                if (_paths[path].Length == level + 1)
                {
                    here = path;
                }
                else
                {
                    (deeper ??= []).Add(path);
                }
            }

            reader.Read();
            if (here >= 0)
            {
                Note(here, ref reader, into);
            }

            if (deeper is not null && reader.TokenType == JsonTokenType.StartObject)
            {
                FindMembers(ref reader, level + 1, deeper, into);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Note(int path, ref Utf8JsonReader reader, DecodedBatch into)
    {
        var (column, rank) = (_pathColumn[path], _pathRank[path]);
        into.DuplicateKeys += _pathSeen[path]++ > 0 ? 1 : 0;
        var isNull = reader.TokenType == JsonTokenType.Null
            || (_nulls is not null && reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual(_nulls));
        if (isNull)
        {
            _rank[column] = _rank[column] == rank ? int.MaxValue : _rank[column];
            return;
        }

        into.Conflicts += _rank[column] != int.MaxValue && _rank[column] != rank ? 1 : 0;
        if (rank <= _rank[column])
        {
            _rank[column] = rank;
            _tokenStart[column] = (int)reader.TokenStartIndex;
        }
    }

    private (RejectReason Reason, int Column) ReadCsv(ReadOnlySpan<byte> value, DecodedBatch into, int row, out long time)
    {
        time = 0;
        if (!System.Text.Unicode.Utf8.IsValid(value))
        {
            return (RejectReason.NotUtf8, -1);
        }

        var csv = _csv ??= new(_stream, null);
        if (csv.Read(value) is var shape and not RejectReason.None)
        {
            return (shape, -1);
        }

        for (var column = 0; column < _readers.Length; column++)
        {
            var output = _filled.Contains(column) ? into.Rows.Columns[column] : null;
            var text = csv.Field(column, _nulls, out var conflict);
            into.Conflicts += conflict ? 1 : 0;
            if (text.IsEmpty)
            {
                if (Null(column, output, row) is var missing and not RejectReason.None)
                {
                    return (missing, column);
                }

                continue;
            }

            var reason = _readers[column].ReadText(text, output, row, out var columnTime);
            if (reason != RejectReason.None)
            {
                return (reason, column);
            }

            time = column == _stream.EventTimeColumn ? columnTime : time;
        }

        return (RejectReason.None, -1);
    }

    private RejectReason Null(int column, Column? output, int row)
    {
        if (!_stream.Columns[column].Field.Nullable || column == _stream.EventTimeColumn)
        {
            return RejectReason.Missing;
        }

        if (output is not null)
        {
            SetNull(output, row);
        }

        return RejectReason.None;
    }

    private static void SetNull(Column output, int row)
    {
        switch (output)
        {
            case TextColumn { IsCoded: true } coded:
                coded.Codes[row] = coded.Dictionary!.GetOrAdd([]);
                break;
            case TextColumn text:
                (text.Starts[row], text.Lengths[row]) = (0, 0);
                break;
        }

        output.SetNull(row);
    }

    private void FillSystemColumns(RecordBlock block, int partition, int record, Batch rows, int row)
    {
        var first = _stream.Columns.Count;
        if (_filled.Contains(first))
        {
            rows.Values<int>(first).Set(row, partition);
        }

        if (_filled.Contains(first + 1))
        {
            rows.Values<long>(first + 1).Set(row, block.Offsets[record]);
        }

        if (_filled.Contains(first + 2))
        {
            rows.Values<long>(first + 2).Set(row, block.HasAppendTimes ? block.AppendTimes[record] : 0);
            if (!block.HasAppendTimes)
            {
                rows.Columns[first + 2].SetNull(row);
            }
        }

        if (_filled.Contains(first + 3))
        {
            var key = rows.Text(first + 3);
            if (block.HasKeys && block.KeyLengths[record] >= 0
                && block.Data.AsSpan(block.KeyStarts[record], block.KeyLengths[record]) is var bytes && System.Text.Unicode.Utf8.IsValid(bytes))
            {
                key.Set(row, bytes);
            }
            else
            {
                SetNull(key, row);
            }
        }
    }

    private void RejectFailed(int column, CheckRows check, DecodedBatch into)
    {
        var rows = into.Rows;
        var verdicts = new RejectReason[rows.Count];
        check(rows, verdicts);
        if (Array.TrueForAll(verdicts, verdict => verdict == RejectReason.None))
        {
            return;
        }

        var kept = new int[rows.Count];
        var count = 0;
        for (var row = 0; row < verdicts.Length; row++)
        {
            if (verdicts[row] == RejectReason.None)
            {
                kept[count++] = row;
            }
            else
            {
                into.Rejected.Add(new(into.RecordIndex[row], verdicts[row], column));
            }
        }

        foreach (var filled in _filled)
        {
            rows.Columns[filled] = ColumnGather.Gather(rows.Columns[filled], kept, count, Column.Create(rows.Columns[filled].Type));
        }

        for (var row = 0; row < count; row++)
        {
            into.RecordIndex[row] = into.RecordIndex[kept[row]];
            into.EventTimes[row] = into.EventTimes[kept[row]];
            into.Clock[row] = into.Clock[kept[row]];
        }

        rows.Count = count;
        into.Rejected.Sort((left, right) => left.Record.CompareTo(right.Record));
    }
}
