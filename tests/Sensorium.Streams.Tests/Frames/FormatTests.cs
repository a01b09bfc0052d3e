using System.Globalization;
using System.Runtime.CompilerServices;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Segments;

namespace Sensorium.Streams.Tests.Frames;

public sealed class FormatTests : IDisposable
{
    /// <summary>
    /// A segment as version 2 has it: a keyed record of a simulated producer, and a time mark. It must be readable for ever.
    /// </summary>
    private const string Version2 =
        "U05TVFJFQU3n1WBnAgAAAAAAAAAAAAAAAQAAAAAAAAB1aR+9PifuowAAAAAAAAAAAAAAAAAAAAAAEK819UsGAFNORjH6lNPjYAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQrzX1SwYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAFNORjHo"
        + "7F8gcAAAAAEAAAAAAAAAAAAAAAAQrzX1SwYAAQAAAAAAAAACAAAAAAAAAAMAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "CgAAAAGQAAAAUAAAADAAAAa2V5dmFsdWVTTkYxKZ9FcWgAAAABAAAAAQAAAAAAAAAAEK819UsGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEA"
        + "AAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAEAAAIBAAAEAAAAAAAAAA==";

    private const int Format1Records = 120;

    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Headers_have_the_sizes_that_are_drawn()
    {
        Unsafe.SizeOf<FrameHeader>().ShouldBe(FrameHeader.Size);
        Unsafe.SizeOf<SegmentHeader>().ShouldBe(SegmentHeader.Size);
    }

    [Fact]
    public async Task The_bytes_of_a_segment_are_those_of_version_2()
    {
        await using var log = _test.Open();
        var batch = new RecordBatch();
        batch.Add("key"u8, "value"u8);
        await log.Append(new(0, batch) { Producer = new(1, 2), Sequence = 3, Simulated = true });
        await log.AppendHeartbeat(0, ControlKind.Heartbeat, 4);
        Convert.ToBase64String(await File.ReadAllBytesAsync(_test.Segments()[0])).ShouldBe(Version2);
    }

    [Fact]
    public void A_log_of_the_first_release_is_read()
    {
        Take("Format1");
        var log = _test.OpenReadOnly();
        log.Ledger().Appended.ShouldBe(Format1Records);
        AllValues(log).ShouldBe(Enumerable.Range(0, Format1Records).Select(Format1Value), ignoreOrder: true);
    }

    [Fact]
    public async Task A_log_of_the_first_release_goes_on_and_compresses_from_its_next_segment_on()
    {
        Take("Format1");
        _test.Options = new() { PartitionCount = 2, SegmentBytes = 4096 };
        var text = new string('x', 1500);
        await using (var log = _test.Open())
        {
            await log.Append(new(0, TestLog.Batch(text)));
            new FileInfo(_test.Segments()[^1]).Length.ShouldBeGreaterThan(text.Length, "the old release may still open it");
            for (var i = 0; i < 4; i++)
            {
                await log.Append(new(0, TestLog.Batch(text)));
            }

            var segments = _test.Segments();
            segments.Length.ShouldBe(3);
            new FileInfo(segments[^1]).Length.ShouldBeLessThan(text.Length);
        }

        await using var again = _test.Open();
        AllValues(again).ShouldBe(
            Enumerable.Range(0, Format1Records).Select(Format1Value).Concat(Enumerable.Repeat(text, 5)), ignoreOrder: true);
    }

    private static string Format1Value(int record) => string.Create(
        CultureInfo.InvariantCulture, $"{{\"id\":\"sensor-{record % 7}\",\"value\":{record * 0.5},\"unit\":\"°C\"}}");

    private static IEnumerable<string> AllValues(StreamLog log) => log.Partitions.SelectMany(partition => TestLog.Values(partition));

    /// <summary>Puts a log that stands beside the tests into the place of the test's own.</summary>
    private void Take(string name)
    {
        var source = Path.Combine(AppContext.BaseDirectory, name);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = _test.PathOf(Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
