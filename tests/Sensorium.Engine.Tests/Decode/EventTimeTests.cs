using Sensorium.Core;
using Sensorium.Core.Sources;
using static Sensorium.Engine.Tests.Decode.DecoderBench;

namespace Sensorium.Engine.Tests.Decode;

public sealed class EventTimeTests
{
    [Fact]
    public void A_row_moves_the_watermark_by_the_lesser_of_event_and_append_time()
    {
        var bench = Timed().Decode(
            """{"t":"2026-11-24T11:59:00Z"}""",
            """{"t":"2026-11-24T12:00:00Z"}""",
            """{"t":"2026-11-24T12:05:00Z"}""",
            """{"t":"2026-11-24T12:05:00.000001Z"}""",
            """{"t":null}""",
            """{}""");
        bench.Batch.Count.ShouldBe(3);
        bench.Batch.EventTimes[..3].ShouldBe([Now.Micros - 60_000_000, Now.Micros, Now.Micros + 300_000_000]);
        bench.Batch.Clock[..3].ShouldBe([Now.Micros - 60_000_000, Now.Micros, Now.Micros]);
        bench.Rejections().ShouldBe(["3: t is in the future", "4: t is missing or null", "5: t is missing or null"]);
    }

    [Fact]
    public void The_append_time_of_the_record_goes_before_now()
    {
        var block = new RecordBlock { HasAppendTimes = true };
        var record = """{"t":"2026-11-24T12:00:00Z"}"""u8.ToArray();
        block.EnsureData(record.Length);
        record.CopyTo(block.Data, 0);
        block.DataLength = record.Length;
        block.Add(0, record.Length, 0, Now.Micros - 299_000_000);
        block.Add(0, record.Length, 1, Now.Micros - 301_000_000);
        var bench = Timed().Decode(block);
        bench.Batch.Clock[0].ShouldBe(Now.Micros - 299_000_000);
        bench.Rejections().ShouldBe(["1: t is in the future"]);
    }

    [Fact]
    public void Without_an_event_time_column_the_append_time_is_the_event_time()
    {
        var bench = OneColumn(TypeKind.Integer).Decode("""{"c":1}""");
        bench.Batch.EventTimes[0].ShouldBe(Now.Micros);
        bench.Batch.Clock[0].ShouldBe(Now.Micros);
    }

    [Fact]
    public void System_columns_come_from_the_block()
    {
        var stream = Define([Column("c", TypeKind.Integer)]);
        var block = new RecordBlock { HasAppendTimes = true, HasKeys = true };
        byte[] data = [.. """{"c":1}"""u8, .. "key"u8, 0xFF];
        block.EnsureData(data.Length);
        data.CopyTo(block.Data, 0);
        block.DataLength = data.Length;
        block.Add(0, 7, 41, 1000, 7, 3);
        block.Add(0, 6, 42, 1001, 7, 3);
        block.Add(0, 7, 43, 1002);
        block.Add(0, 7, 44, 1003, 9, 2);
        var bench = new DecoderBench(stream, needed: [1, 2, 3, 4]).Decode(block);
        var rows = bench.Batch.Rows;
        Enumerable.Range(0, 3).Select(row => string.Join('|', Enumerable.Range(1, 4).Select(column => Cell(rows, column, row)))).ShouldBe(
        [
            "7|41|1970-01-01T00:00:00.001Z|'key'",
            "7|43|1970-01-01T00:00:00.001002Z|null",
            "7|44|1970-01-01T00:00:00.001003Z|'y\uFFFD'",
        ]);
        bench.Decode("""{"c":1}""");
        Cell(rows, 3, 0).ShouldBe("null");
    }

    private static DecoderBench Timed() => new(Define([Column("t", TypeKind.Timestamp)], eventTime: 0));
}
