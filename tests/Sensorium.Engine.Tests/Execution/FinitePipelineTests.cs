using Sensorium.Engine.Expressions;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Execution;

public sealed class FinitePipelineTests : IDisposable
{
    private static readonly SourceSpan Span = new("city.sql", 1, 1, 0, 0);

    private static readonly EventTime Now = EventTime.From(new(2026, 5, 4, 13, 0, 0, TimeSpan.Zero));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tumbling_window_gives_the_rows_that_its_definition_gives()
    {
        var (tables, ledger) = await Run(
            [
                Event("a", 20.5, "12:00:01"),
                Event("a", 21.5, "12:00:59"),
                Event("b", 30.25, "12:00:30"),
                Event("a", 25, "12:01:00"),
            ]);
        tables.Rows("processed.by_minute").ShouldBe(
        [
            "2026-05-04T12:00:00Z|a|2|42|21|20.5|21.5",
            "2026-05-04T12:00:00Z|b|1|30.25|30.25|30.25|30.25",
            "2026-05-04T12:01:00Z|a|1|25|25|25|25",
        ]);
        ledger.Stored.ShouldBe(4);
        ledger.IsBalanced.ShouldBeTrue();
    }

    [Fact]
    public async Task A_row_behind_its_watermark_is_late_and_kept_apart()
    {
        var (tables, ledger) = await Run(
            [
                Event("a", 20, "12:00:10"),
                Event("a", 21, "12:01:09"),
                Event("a", 22, "12:00:59"),
                Event("a", 23, "12:01:10"),
                Event("a", 24, "12:00:58"),
            ]);

        // The watermark stands 10 s back: at 12:00:59 the third row's window is open still, at 12:01:00 the fifth's has ended.
        tables.Rows("processed.by_minute").ShouldBe(["2026-05-04T12:00:00Z|a|2|42|21|20|22", "2026-05-04T12:01:00Z|a|2|44|22|21|23"]);
        var late = tables.Rows("processed.by_minute__late").ShouldHaveSingleItem();
        late.ShouldContain("\"value\":24");
        late.ShouldEndWith("|2026-05-04T12:00:58Z|2026-05-04T12:01:00Z");
        (ledger.Late, ledger.Stored).ShouldBe((1, 4));
        ledger.IsBalanced.ShouldBeTrue();
    }

    [Fact]
    public async Task Bad_records_stop_nothing_and_are_explained()
    {
        var (tables, ledger) = await Run(
            [
                Event("a", 20, "12:00:10"),
                "{\"device_id\":\"a\",\"value\":\"warm\",\"timestamp\":\"2026-05-04T12:00:11Z\"}",
                "not json",
                "{\"device_id\":\"a\",\"value\":1e999,\"timestamp\":\"2026-05-04T12:00:11Z\"}",
                "{\"device_id\":\"a\",\"value\":5,\"timestamp\":\"2099-01-01T00:00:00Z\"}",
                "{\"device_id\":\"a\",\"value\":5}",
                Event("a", 5, "12:00:12"),
                Event("a", 200, "12:00:13"),
                Event("a", 21, "12:00:14"),
            ]);
        tables.Rows("processed.by_minute").ShouldBe(["2026-05-04T12:00:00Z|a|2|41|20.5|20|21"]);
        tables.Rows("processed.by_minute__rejected").Select(row => row[(row.LastIndexOf('|') + 1)..]).ShouldBe(
            [
                "value is not a number",
                "the record is not valid JSON",
                "value does not fit in DOUBLE",
                "event_time is in the future",
                "event_time is missing or null",
                "value fails CHECK (value < 100)",
            ],
            ignoreOrder: true);
        (ledger.Read, ledger.Stored, ledger.Rejected, ledger.Filtered).ShouldBe((9, 2, 6, 1));
        ledger.Causes.ShouldContain(cause => cause.Fate == Fate.Filtered && cause.Text == "value > 10" && cause.Count == 1);
        ledger.IsBalanced.ShouldBeTrue();
    }

    [Theory]
    [InlineData(WindowKind.Tumble)]
    [InlineData(WindowKind.Hop)]
    public async Task Lanes_and_block_sizes_change_no_row(WindowKind kind)
    {
        var random = new Random(7);
        var lines = Enumerable.Range(0, 5000).Select(i => Event(
            $"device-{random.Next(40)}",
            Math.Round(random.NextDouble() * 90, 2),
            TimeSpan.FromMilliseconds((12 * 3_600_000) + (i * 100) - random.Next(random.Next(10) == 0 ? 150_000 : 5_000))
                .ToString("hh\\:mm\\:ss\\.fff"))).ToList();
        var (expected, expectedLedger) = await Run(lines, kind);
        expectedLedger.Late.ShouldBeGreaterThan(0);
        expectedLedger.IsBalanced.ShouldBeTrue();
        foreach (var (lanes, blockBytes) in new[] { (1, 700), (2, 5000), (3, 1 << 18), (4, 1500) })
        {
            var (actual, ledger) = await Run(lines, kind, lanes, blockBytes);
            actual.Rows("processed.by_minute").ShouldBe(expected.Rows("processed.by_minute"));
            actual.Rows("processed.by_minute__late").ShouldBe(expected.Rows("processed.by_minute__late"));
            (ledger.Stored, ledger.Late).ShouldBe((expectedLedger.Stored, expectedLedger.Late));
            ledger.IsBalanced.ShouldBeTrue();
        }
    }

    private static string Event(string device, double value, string time) =>
        $"{{\"device_id\":\"{device}\",\"value\":{value:R},\"timestamp\":\"2026-05-04T{time}Z\"}}";

    private async Task<(MemoryTableStore Tables, LedgerEntry Ledger)> Run(
        IReadOnlyList<string> lines, WindowKind kind = WindowKind.Tumble, int lanes = 1, int blockBytes = 1 << 18)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.ndjson");
        await File.WriteAllLinesAsync(path, lines);
        var stream = Stream();
        var tables = new MemoryTableStore();
        var source = new FileSource(new LocalFileSystem(), stream.PhysicalName, [path], stream.Format, stream.Csv);
        var pipeline = await FinitePipeline.Open(
            ByMinute(stream, kind),
            [new(stream, source)],
            tables,
            new ThreadScheduler(),
            new(Now, lanes, blockBytes),
            CancellationToken.None);
        await pipeline.Run(CancellationToken.None);
        return (tables, pipeline.Ledger().ShouldHaveSingleItem());
    }

    private static StreamDefinition Stream()
    {
        var check = new FunctionCall(
            Overload("<"), [new ColumnReference(1, "value", TypeKind.Double, Span), new Literal(100.0, TypeKind.Double, Span)], Span);
        return new(
            "temperature",
            "temp_stream",
            RecordFormat.Json,
            [
                new(new("device_id", TypeKind.Varchar), ["device_id"], null, null, null, Span),
                new(new("value", TypeKind.Double), ["value"], null, check, "value < 100", Span),
                new(new("event_time", TypeKind.Timestamp), ["timestamp"], new(TimestampKind.Text, null), null, null, Span),
            ],
            2,
            TimeSpan.FromSeconds(10),
            null,
            TimeSpan.FromMinutes(5),
            new(),
            null,
            Span);
    }

    private static TablePipeline ByMinute(StreamDefinition stream, WindowKind kind)
    {
        var value = new ColumnReference(1, "value", TypeKind.Double, Span);
        var filter = new FilterNode(
            new SourceNode(stream, [0, 1, 2], Span),
            new FunctionCall(Overload(">"), [value, new Literal(10.0, TypeKind.Double, Span)], Span),
            "value > 10",
            Span);
        AggregateCall Aggregate(AggregateKind kind, TypeKind type) =>
            new(kind, kind == AggregateKind.CountAll ? null : value, null, type, Span);
        var aggregated = new Schema(
            new Field("window_start", TypeKind.Timestamp),
            new Field("window_end", TypeKind.Timestamp),
            new Field("window_time", TypeKind.Timestamp),
            new Field("device_id", TypeKind.Varchar),
            new Field("readings", TypeKind.BigInt),
            new Field("total", TypeKind.Double),
            new Field("mean", TypeKind.Double),
            new Field("low", TypeKind.Double),
            new Field("high", TypeKind.Double));
        var minute = TimeSpan.FromMinutes(1);
        var window = new WindowAggregateNode(
            filter,
            new(kind, minute, kind == WindowKind.Hop ? TimeSpan.FromSeconds(20) : minute, TimeSpan.Zero, null),
            2,
            [new ColumnReference(0, "device_id", TypeKind.Varchar, Span)],
            [
                Aggregate(AggregateKind.CountAll, TypeKind.BigInt),
                Aggregate(AggregateKind.Sum, TypeKind.Double),
                Aggregate(AggregateKind.Avg, TypeKind.Double),
                Aggregate(AggregateKind.Min, TypeKind.Double),
                Aggregate(AggregateKind.Max, TypeKind.Double),
            ],
            aggregated,
            Span);
        int[] kept = [0, 3, 4, 5, 6, 7, 8];
        var output = new Schema([.. kept.Select(i => aggregated[i])]);
        var project = new ProjectNode(
            window, [.. kept.Select(i => new ColumnReference(i, aggregated[i].Name, aggregated[i].Type, Span))], output, 0, Span);
        return new("processed.by_minute", new("processed.by_minute", output, []), project, "", Span);
    }

    private static ScalarFunction Overload(string name) =>
        BuiltInFunctions.Catalog.Overloads(name).Single(function => function.Parameters.SequenceEqual([TypeKind.Double, TypeKind.Double]));
}
