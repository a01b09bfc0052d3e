using System.Diagnostics;
using Sensorium.Core;
using Sensorium.Streams.Partitions;

namespace Sensorium.Streams.Tests.Partitions;

public sealed class TraceTests : IDisposable
{
    private readonly TestLog _test = new();
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name is StreamTracing.Name or nameof(TraceTests),
        Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            (options.Parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 || options.Source.Name == nameof(TraceTests)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
    };

    private readonly ActivitySource _source = new(nameof(TraceTests));

    public TraceTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task A_sampled_append_is_known_by_the_positions_of_its_records()
    {
        await using var log = _test.Open();
        await log.Append(new(0, TestLog.Batch("a", "b")));
        ActivityTraceId trace;
        using (var request = _source.StartActivity("request")!)
        {
            trace = request.TraceId;
            await log.Append(new(0, TestLog.Batch("c", "d")));
        }

        await log.Append(new(0, TestLog.Batch("e")));
        At(log, 0, 3).ShouldBeEmpty();
        At(log, 0, 4).ShouldBe([trace]);
        At(log, 3, 5).ShouldBe([trace]);
        At(log, 4, 5).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_newest_are_kept_and_no_more_than_a_bound()
    {
        await using var log = _test.Open();
        for (var i = 0; i < AppendTraces.Capacity + 5; i++)
        {
            using var request = _source.StartActivity("request");
            await log.Append(new(0, TestLog.Batch("a")));
        }

        At(log, 0, 5).ShouldBeEmpty();
        At(log, 0, 1000).Count.ShouldBe(AppendTraces.Capacity);
    }

    private static List<ActivityTraceId> At(StreamLog log, long from, long to) =>
        [.. log.Traces(0, Position.FromOffset(from), Position.FromOffset(to)).Select(context => context.TraceId)];
}
