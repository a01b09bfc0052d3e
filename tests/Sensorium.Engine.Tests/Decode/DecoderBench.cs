using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Decode;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>A stream, its decoder and what came out, in words: what the tests of this folder set up and look at.</summary>
internal sealed class DecoderBench
{
    public static readonly EventTime Now = EventTime.From(new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public DecoderBench(StreamDefinition stream, DecoderOptions? options = null, int[]? needed = null, DecodeWay way = DecodeWay.Templates)
    {
        Stream = stream;
        Decoder = new(stream, needed ?? [.. Enumerable.Range(0, stream.Columns.Count)], options) { Way = way };
        Batch = new(stream);
    }

    public StreamDefinition Stream { get; }

    public StreamDecoder Decoder { get; }

    public DecodedBatch Batch { get; }

    public static StreamDefinition Define(
        IReadOnlyList<StreamColumn> columns,
        int eventTime = -1,
        RecordFormat format = RecordFormat.Json,
        CsvOptions? csv = null,
        int aheadSeconds = 300) =>
        new(
            "s",
            "s",
            format,
            columns,
            eventTime,
            TimeSpan.FromSeconds(10),
            null,
            TimeSpan.FromSeconds(aheadSeconds),
            csv ?? new(),
            null,
            default);

    public static StreamColumn Column(
        string name,
        TypeKind type,
        bool nullable = true,
        TimestampFormat? time = null,
        BoundExpression? check = null,
        params string[] spellings) =>
        new(new(name, type, nullable), spellings.Length == 0 ? [name] : spellings, time, check, check is null ? null : "…", default);

    public static DecoderBench OneColumn(
        TypeKind type, TimestampFormat? time = null, RecordFormat format = RecordFormat.Json, CsvOptions? csv = null) =>
        new(Define([Column("c", type, time: time)], format: format, csv: csv));

    /// <summary>One record after the other without line ends between them, as the log has them.</summary>
    public static RecordBlock Block(params IEnumerable<byte[]> records)
    {
        var block = new RecordBlock();
        foreach (var record in records)
        {
            var start = block.DataLength;
            block.EnsureData(start + record.Length);
            record.CopyTo(block.Data, start);
            block.DataLength += record.Length;
            block.Add(start, record.Length, 100 + block.Count);
        }

        return block;
    }

    public static RecordBlock Block(params IEnumerable<string> records) => Block(records.Select(Encoding.UTF8.GetBytes));

    /// <summary>The records as consecutive lines.</summary>
    public static RecordBlock Lines(IEnumerable<byte[]> records)
    {
        var block = new RecordBlock { IsLines = true };
        foreach (var record in records)
        {
            var start = block.DataLength;
            block.EnsureData(start + record.Length + 1);
            record.CopyTo(block.Data, start);
            block.Data[start + record.Length] = (byte)'\n';
            block.DataLength += record.Length + 1;
            block.Add(start, record.Length, start);
        }

        return block;
    }

    public DecoderBench Decode(params IEnumerable<string> records) => Decode(Block(records));

    public DecoderBench Decode(RecordBlock block)
    {
        Decoder.Decode(block, 7, Now, Batch);
        return this;
    }

    /// <summary>One JSON value under member <c>c</c>: the column's value in words, or what is wrong with it.</summary>
    public string Judge(string json)
    {
        Decode($$"""{"c":{{json}}}""");
        return Batch.Count == 1 ? Cell(Batch.Rows, 0, 0) : Batch.Rejected.ShouldHaveSingleItem().Reason.ToString();
    }

    /// <summary>Accepted rows as <c>value|value|…</c>.</summary>
    public string[] Rows() =>
        [.. Enumerable.Range(0, Batch.Count)
            .Select(row => string.Join('|', Enumerable.Range(0, Stream.Columns.Count).Select(column => Cell(Batch.Rows, column, row))))];

    public string[] Rejections() => [.. Batch.Rejected.Select(rejected => $"{rejected.Record}: {rejected.Describe(Stream)}")];

    /// <summary>A value such that equal words mean equal bits.</summary>
    public static string Cell(Batch rows, int column, int row)
    {
        if (!rows.Columns[column].IsValid(row))
        {
            return "null";
        }

        return rows.Columns[column] switch
        {
            TextColumn text => $"'{text[row]}'",
            Column<byte> flags => flags.Values[row] == 1 ? "true" : "false",
            Column<int> { Type: TypeKind.Date } dates =>
                new DateOnly(1970, 1, 1).AddDays(dates.Values[row]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Column<int> integers => integers.Values[row].ToString(CultureInfo.InvariantCulture),
            Column<long> { Type: TypeKind.Timestamp } times => new EventTime(times.Values[row]).ToString(),
            Column<long> longs => longs.Values[row].ToString(CultureInfo.InvariantCulture),
            Column<double> doubles => doubles.Values[row].ToString("R", CultureInfo.InvariantCulture),
            Column<GeoPoint> points => $"{points.Values[row].Latitude:R} {points.Values[row].Longitude:R}",
            _ => "?",
        };
    }
}
