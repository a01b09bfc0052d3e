using System.Runtime.CompilerServices;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Segments;

namespace Sensorium.Streams.Tests;

public sealed class FormatTests : IDisposable
{
    /// <summary>A segment as format 1 has it: a keyed record of a simulated producer, and a time mark. It must be readable for ever.</summary>
    private const string Format1 =
        "U05TVFJFQU3ovj+OAQAAAAAAAAAAAAAAAQAAAAAAAAB1aR+9PifuowAAAAAAAAAAAAAAAAAAAAAAEK819UsGAFNORjHYqm/RYAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAFNORjHo7F8g"
        + "cAAAAAEAAAAAAAAAAAAAAAAQrzX1SwYAAQAAAAAAAAACAAAAAAAAAAMAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACgAAAA"
        + "GQAAAAUAAAADAAAAa2V5dmFsdWVTTkYxKZ9FcWgAAAABAAAAAQAAAAAAAAAAEK819UsGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAA"
        + "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAEAAAIBAAAEAAAAAAAAAA==";

    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Headers_have_the_sizes_that_are_drawn()
    {
        Unsafe.SizeOf<FrameHeader>().ShouldBe(FrameHeader.Size);
        Unsafe.SizeOf<SegmentHeader>().ShouldBe(SegmentHeader.Size);
    }

    [Fact]
    public async Task The_bytes_of_a_segment_are_those_of_format_1()
    {
        await using var log = _test.Open();
        var batch = new RecordBatch();
        batch.Add("key"u8, "value"u8);
        await log.Append(new(0, batch) { Producer = new(1, 2), Sequence = 3, Simulated = true });
        await log.AppendHeartbeat(0, ControlKind.Heartbeat, 4);
        Convert.ToBase64String(await File.ReadAllBytesAsync(_test.Segments()[0])).ShouldBe(Format1);
    }
}
