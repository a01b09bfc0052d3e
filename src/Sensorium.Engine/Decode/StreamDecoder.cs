using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Decode.Templates;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Turns blocks of records into columns. Every record is validated by all that its CREATE STREAM says; only the columns asked for (and
/// those that a CHECK reads, and the event time) are materialised. One decoder a lane: it remembers record shapes and is not thread-safe.
/// </summary>
public sealed class StreamDecoder
{
    private readonly StreamDefinition _stream;
    private readonly ColumnPlan[] _columns;
    private readonly bool[] _needed;
    private readonly Dictionary<int, TextDictionary> _dictionaries;
    private readonly StreamChecks _checks;
    private readonly RecordValidator _validator;
    private readonly JsonRecordReader? _json;
    private readonly JsonScanner? _scanner;
    private readonly TemplateReader? _templates;
    private readonly CsvRecordReader? _csv;
    private readonly int[][] _declaredFields = [];
    private readonly Dictionary<int, int[][]> _headers = [];
    private readonly List<(string Spelling, int Slot)> _spellings = [];
    private readonly long _ahead;
    private RejectReason[] _outcomes = [];
    private int[] _faultColumns = [];

    /// <param name="needed">Indexes into the stream's schema.</param>
    /// <exception cref="SensoriumException">SN4101 where a column declares an unknown time zone.</exception>
    public StreamDecoder(StreamDefinition stream, IReadOnlyList<int> needed, DecoderOptions? options = null)
    {
        options ??= new();
        _stream = stream;
        _ahead = stream.Ahead.Ticks / 10;
        _dictionaries = new(options.Dictionaries);
        _needed = new bool[stream.Schema.Count];
        foreach (var column in needed)
        {
            _needed[column] = true;
        }

        var checks = new List<ColumnCheck>();
        for (var i = 0; i < stream.Columns.Count; i++)
        {
            if (stream.Columns[i].Check is { } check)
            {
                CheckColumns.Mark(check, _needed);
                checks.Add(new(i, check));
            }
        }

        _checks = new(checks, _needed);

        if (stream.EventTimeColumn >= 0)
        {
            _needed[stream.EventTimeColumn] = true;
        }

        var root = new MemberNode("");
        var slots = 0;
        _columns = [.. stream.Columns.Select((column, index) => Plan(column, index, root, ref slots))];
        var found = new FoundValue[slots];
        var nulls = stream.Csv.Nulls is { } text ? Encoding.UTF8.GetBytes(text) : null;
        _validator = new(_columns, found, nulls);
        if (stream.Format == RecordFormat.Json)
        {
            var counter = new RecordCounter();
            _json = new(root, found, counter);
            _scanner = new(root, found, counter);
            _templates = new(new(root, _columns, slots, nulls is not null), _validator);
        }
        else
        {
            _csv = new((byte)stream.Csv.Delimiter, found);
            _declaredFields = [.. _columns.Select(column => new[] { column.Slots[0] })];
        }
    }

    internal DecodeWay Way { get; init; } = DecodeWay.Templates;

    /// <summary>Records that were decoded by a template.</summary>
    internal long Followed => _templates?.Followed ?? 0;

    /// <summary>
    /// Says what the fields of a partition's CSV rows are. A partition without a header has the columns in declared order.
    /// </summary>
    public void SetHeader(int partition, IReadOnlyList<string> names) =>
        _headers[partition] =
        [
            .. names.Select(name => _spellings.Where(spelling => spelling.Spelling == name).Select(spelling => spelling.Slot).ToArray()),
        ];

    /// <summary>Decodes all records of <paramref name="block"/> into <paramref name="into"/>, which is emptied first.</summary>
    /// <param name="now">Stands in for the append time where the block has none.</param>
    public void Decode(RecordBlock block, int partition, EventTime now, DecodedBatch into)
    {
        Prepare(block.Count, into);
        if (_json is not null)
        {
            DecodeJson(block, into);
        }
        else
        {
            DecodeCsv(block, partition, into);
        }

        SplitRejected(block, now, into);
        SystemColumns.Write(block, partition, _needed, _stream.Columns.Count, into);
        _checks.Run(into);
        if (block.Count > DecodedBatch.KeptRecords)
        {
            // One block of very many records is no reason to hold room for them for ever.
            (_outcomes, _faultColumns) = ([], []);
            _checks.Trim();
            _templates?.Trim();
        }
    }

    private ColumnPlan Plan(StreamColumn column, int index, MemberNode root, ref int slots)
    {
        var spellings = column.Spellings.Count > 0 ? column.Spellings : [column.Field.Name];
        var own = new int[spellings.Count];
        for (var i = 0; i < own.Length; i++)
        {
            // A CSV field goes to each column that names it, so there every spelling has a slot of its own.
            own[i] = _stream.Format == RecordFormat.Csv ? slots++ : root.Add(spellings[i].Split('.'), ref slots);
            _spellings.Add((spellings[i], own[i]));
        }

        var time = column.Field.Type == TypeKind.Timestamp ? new TimestampReader(column.Time ?? new(TimestampKind.Text, null)) : null;
        return new(
            index,
            column.Field.Type,
            own,
            Required: !column.Field.Nullable || index == _stream.EventTimeColumn,
            Materialised: _needed[index],
            time,
            _dictionaries.GetValueOrDefault(index));
    }

    private void Prepare(int records, DecodedBatch into)
    {
        into.Reset(records);
        if (_outcomes.Length < records)
        {
            _outcomes = new RejectReason[Math.Max(records, _outcomes.Length * 2)];
            _faultColumns = new int[_outcomes.Length];
        }

        for (var i = 0; i < _needed.Length; i++)
        {
            if (!_needed[i])
            {
                continue;
            }

            var column = into.Rows.Columns[i];
            if (_dictionaries.TryGetValue(i, out var dictionary))
            {
                ((TextColumn)column).UseDictionary(dictionary, records);
            }

            column.EnsureCapacity(records);
        }
    }

    private unsafe void DecodeJson(RecordBlock block, DecodedBatch into)
    {
        Span<int> left = stackalloc int[TemplateReader.ChunkSize];
        fixed (byte* data = block.Data)
        {
            for (var from = 0; from < block.Count; from += TemplateReader.ChunkSize)
            {
                var count = Math.Min(TemplateReader.ChunkSize, block.Count - from);
                _outcomes.AsSpan(from, count).Clear();
                var remaining = count;
                if (Way == DecodeWay.Templates)
                {
                    remaining = _templates!.Read(block, data, from, count, into.Rows, left);
                }
                else
                {
                    for (var i = 0; i < count; i++)
                    {
                        left[i] = from + i;
                    }
                }

                var learnable = -1;
                foreach (var record in left[..remaining])
                {
                    if (DecodeOne(block, data, record, into))
                    {
                        learnable = record;
                    }
                }

                if (learnable >= 0 && Way == DecodeWay.Templates)
                {
                    _templates!.Learn(block.Value(learnable));
                }
            }
        }
    }

    private unsafe bool DecodeOne(RecordBlock block, byte* data, int record, DecodedBatch into)
    {
        var value = block.Value(record);
        var reason = RejectReason.None;
        var duplicates = 0;
        if (Way != DecodeWay.Reader && _scanner!.TryRead(data + block.Starts[record], value.Length))
        {
            duplicates = _scanner.DuplicateKeys;
        }
        else
        {
            reason = _json!.Read(value);
            duplicates = _json.DuplicateKeys;
        }

        return Validate(value, record, reason, duplicates, into);
    }

    private void DecodeCsv(RecordBlock block, int partition, DecodedBatch into)
    {
        var header = _headers.GetValueOrDefault(partition, _declaredFields);
        for (var i = 0; i < block.Count; i++)
        {
            var value = block.Value(i);
            var reason = _csv!.Read(value, header);
            _outcomes[i] = RejectReason.None;
            Validate(value, i, reason, _csv.DuplicateKeys, into);
        }
    }

    private bool Validate(ReadOnlySpan<byte> value, int record, RejectReason reason, int duplicates, DecodedBatch into)
    {
        var column = -1;
        if (reason == RejectReason.None)
        {
            reason = _validator.Validate(value, into.Rows, record, out column);
        }

        if (reason == RejectReason.None)
        {
            into.Conflicts += _validator.Conflicts;
            into.DuplicateKeys += duplicates;
            return true;
        }

        _outcomes[record] = reason;
        _faultColumns[record] = column;
        return false;
    }

    /// <summary>Sorts the records into accepted and rejected ones, by what was found in them and by their event time.</summary>
    private void SplitRejected(RecordBlock block, EventTime now, DecodedBatch into)
    {
        var eventColumn = _stream.EventTimeColumn;
        var events = eventColumn >= 0 ? into.Rows.Values<long>(eventColumn).Values : null;
        var count = 0;
        for (var i = 0; i < block.Count; i++)
        {
            var (reason, column) = (_outcomes[i], -1);
            if (reason == RejectReason.None)
            {
                var append = block.HasAppendTimes ? block.AppendTimes[i] : now.Micros;
                var time = events is null ? append : events[i];
                if (time <= append || time - append <= _ahead)
                {
                    into.RecordIndex[count] = i;
                    into.EventTimes[count] = time;
                    into.Clock[count] = Math.Min(time, append);
                    count++;
                    continue;
                }

                (reason, column) = (RejectReason.InTheFuture, eventColumn);
            }
            else
            {
                column = _faultColumns[i];
            }

            into.Rejected.Add(new(i, reason, column));
        }

        if (count < block.Count)
        {
            into.KeepCells(into.RecordIndex.AsSpan(0, count), _needed.AsSpan(0, _stream.Columns.Count));
        }

        into.Rows.Count = count;
    }
}
