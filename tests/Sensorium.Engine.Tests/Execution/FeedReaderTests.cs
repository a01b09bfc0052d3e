using Sensorium.Engine.Expressions;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>Queries of the newest records, over real logs.</summary>
public sealed class FeedReaderTests : IDisposable
{
    private const string Streams = """
        CREATE STREAM t (device VARCHAR NOT NULL, value DOUBLE, at TIMESTAMP NOT NULL, WATERMARK FOR at AS at - INTERVAL '2' SECOND) WITH (stream = 'temps');
        CREATE STREAM u (device VARCHAR NOT NULL, value DOUBLE, at TIMESTAMP NOT NULL, WATERMARK FOR at AS at - INTERVAL '2' SECOND) WITH (stream = 'others');
        CREATE VIEW warm AS SELECT * FROM t WHERE value > 20;
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<string, StreamLog> _logs = [];
    private readonly Dictionary<string, ReferenceTable> _references = [];
    private readonly List<string> _rows = [];

    public FeedReaderTests()
    {
        foreach (var name in new[] { "temps", "others" })
        {
            _logs[name] = StreamLog.Open(
                new LocalFileSystem(_folder.Path), new ThreadScheduler(_time), name, name, new() { PartitionCount = 2 });
        }
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.DisposeAsync().AsTask().Wait();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Rows_are_filtered_computed_and_looked_up()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "reference"));
        File.WriteAllText(Path.Combine(_folder.Path, "reference", "places.csv"), "device,place\na,hall\nb,roof\n");
        foreach (var (name, table) in ReferenceTables.Load(new LocalFileSystem(_folder.Path), "reference"))
        {
            _references[name] = table;
        }

        var reader = Reader("SELECT p.place, w.value * 2 AS twice FROM warm AS w JOIN places AS p ON w.device = p.device");
        await Append("temps", 0, ("a", 21), ("b", 19), ("c", 30), ("b", 22));
        reader.Read(10).ShouldBeFalse();
        _rows.ShouldBe(["0|hall|42", "0|roof|44"]);
        await Append("temps", 1, ("a", 25));
        reader.Read(10);
        _rows.ShouldBe(["0|hall|42", "0|roof|44", "0|hall|50"]);
    }

    [Fact]
    public async Task Queries_share_a_stream_and_may_read_several()
    {
        var reader = Reader(
            "SELECT device, value FROM t WHERE value > 5", "SELECT device, value FROM t UNION ALL SELECT device, value FROM u");
        await Append("temps", 0, ("a", 1), ("b", 10));
        await Append("others", 1, ("c", 2));
        reader.Read(10);
        _rows.Order(StringComparer.Ordinal).ShouldBe(["0|b|10", "1|a|1", "1|b|10", "1|c|2"]);
    }

    [Fact]
    public async Task A_row_that_fails_and_a_record_that_is_none_are_passed_over()
    {
        var reader = Reader("SELECT device, CAST(device AS INT) AS number FROM t");
        await Append("temps", 0, ("1", 1), ("x", 1), ("3", 1));
        await Append("temps", "{\"device\": tru");
        reader.Read(10);
        _rows.ShouldBe(["0|1|1", "0|3|3"]);
    }

    [Fact]
    public async Task A_reader_begins_at_a_time_and_stops_at_one()
    {
        await Append("temps", 0, ("old", 1));
        _time.Advance(TimeSpan.FromSeconds(10));
        var from = EventTime.From(_time.GetUtcNow());
        await Append("temps", 0, ("new", 2));
        _time.Advance(TimeSpan.FromSeconds(10));
        await Append("temps", 0, ("newest", 3));
        var reader = Reader("SELECT device, value FROM t");
        reader.Seek(from);
        reader.Read(10);
        _rows.ShouldBe(["0|new|2", "0|newest|3"]);

        await Append("temps", 1, ("late", 4));
        _rows.Clear();
        reader = Reader("SELECT device, value FROM t");
        reader.Seek(EventTime.From(_time.GetUtcNow()));
        reader.Read(10, until: from).ShouldBeFalse();
        _rows.ShouldBeEmpty();
        reader.Read(10);
        _rows.ShouldBe(["0|newest|3", "0|late|4"], "what was not read for the time is read when it has come");
    }

    [Theory]
    [InlineData(
        "SELECT window_start, count(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '1' MINUTE) GROUP BY window_start, window_end",
        "SN2040",
        41)]
    [InlineData("SELECT device FROM DEDUP(TABLE t, DESCRIPTOR(device), INTERVAL '1' MINUTE)", "SN2040", 20)]
    [InlineData("SELECT count(*) AS n FROM t", "SN2017", 8)]
    [InlineData("SELECT nothing FROM t", "SN2011", 8)]
    [InlineData("SELECT device FROM nowhere", "SN2010", 20)]
    [InlineData("SELECT device FROM t; SELECT 1", "SN2002", 23)]
    public void A_query_that_remembers_or_is_wrong_is_refused_with_its_place(string sql, string code, int column)
    {
        var (queries, diagnostics) = new SqlCompiler(BuiltInFunctions.Catalog).CompileQueries(
            [new("city.sql", Streams)], _references, [new("query", sql), new("other", "SELECT device FROM t")]);
        var diagnostic = diagnostics.ShouldHaveSingleItem();
        (diagnostic.Code, diagnostic.Span.File, diagnostic.Span.Column).ShouldBe((code, "query", column));
        queries[0].ShouldBeNull();
        queries[1].ShouldNotBeNull();
    }

    private FeedReader Reader(params string[] sql)
    {
        var (queries, diagnostics) = new SqlCompiler(BuiltInFunctions.Catalog).CompileQueries(
            [new("city.sql", Streams)], _references, [.. sql.Select((text, i) => new SqlFile($"{i}", text))]);
        diagnostics.ShouldBeEmpty();
        return new([.. queries.Select(query => query!)], stream => _logs[stream.PhysicalName], (query, rows, selection, count) =>
        {
            for (var i = 0; i < count; i++)
            {
                _rows.Add($"{query}|{RowText.Of(rows, selection is null ? i : selection[i])}");
            }
        });
    }

    private Task Append(string log, int partition, params (string Device, double Value)[] rows) => Append(
        log,
        partition,
        [.. rows.Select(
            row => $$"""{"device":"{{row.Device}}","value":{{row.Value}},"at":"{{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}"}""")]);

    private Task Append(string log, string record) => Append(log, 0, [record]);

    private async Task Append(string log, int partition, string[] records)
    {
        var batch = new RecordBatch();
        foreach (var record in records)
        {
            batch.Add(Encoding.UTF8.GetBytes(record));
        }

        (await _logs[log].Append(new(partition, batch))).Outcome.ShouldBe(AppendOutcome.Appended);
    }
}
