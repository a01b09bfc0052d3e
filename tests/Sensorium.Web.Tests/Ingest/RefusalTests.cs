using System.Net.Sockets;
using System.Text;
using Sensorium.Streams;

namespace Sensorium.Web.Tests.Ingest;

/// <summary>When the log takes nothing, and what a producer is told.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task An_unknown_stream_is_named_with_what_may_have_been_meant()
    {
        await using var doors = await TestEndpoints.Open();
        var near = await doors.PostTo("/streams/temp", "{}"u8.ToArray());
        (near.Status, near.Code, (string)near.Json["fix"]!).ShouldBe((404, "SN6003", "did you mean 'temps'?"));
        ((string)(await doors.PostTo("/streams/nothing", "{}"u8.ToArray())).Json["fix"]!).ShouldContain("temps");
    }

    [Fact]
    public async Task A_record_over_the_limit_refuses_its_body()
    {
        await using var doors = await TestEndpoints.Open(new() { RecordMaxBytes = 100 });
        var answer = await doors.Post($$"""[{"id":"a"},{"id":"b","x":"{{new string('x', 200)}}"}]""");
        (answer.Status, answer.Code).ShouldBe((413, "SN3011"));
        ((string)answer.Json["message"]!).ShouldContain("record 2 of the body");
        doors.Records().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_read()
    {
        await using var doors = await TestEndpoints.Open();
        using var socket = new TcpClient("127.0.0.1", doors.Server.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /streams/temps HTTP/1.1\r\nHost: 127.0.0.1:{doors.Server.Address.Port}\r\nContent-Length: {(64 << 20) + 1}\r\n\r\n"));
        using var reader = new StreamReader(socket.GetStream());
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 413 Payload Too Large");
        (await reader.ReadToEndAsync()).ShouldContain("SN6005");
    }

    [Fact]
    public async Task A_log_at_its_limit_names_the_pipeline_that_holds_it_back_and_takes_more_once_that_has_committed()
    {
        await using var doors = await TestEndpoints.Open(new StreamLogOptions { PartitionCount = 1, RetentionBytes = 16 << 10 });
        doors.Log.Register("processed.slow");
        var body = $$"""{"id":"a","x":"{{new string('x', 3000)}}"}""";
        var taken = 0;
        TestEndpoints.Answer answer;
        while ((answer = await doors.Post(body)).Status == 200)
        {
            (++taken).ShouldBeLessThan(100);
        }

        (answer.Status, answer.Code).ShouldBe((429, "SN3007"));
        answer.RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        answer.Text.ShouldContain("processed.slow");
        doors.Records().Count.ShouldBe(taken);

        doors.Log.Commit("processed.slow", 0, doors.Log.Partitions[0].End);
        (await doors.Post(body)).Status.ShouldBe(200);
        var ledger = doors.Log.Ledger();
        (ledger.Received, ledger.Refused).ShouldBe((taken + 2, 1));
    }

    [Fact]
    public async Task A_full_disk_is_507_and_what_comes_after_there_is_room_is_taken()
    {
        await using var doors = await TestEndpoints.Open();
        (await doors.Post("""{"id":"a"}""")).Status.ShouldBe(200);
        doors.Files.Room = 0;
        var full = await doors.Post("""{"id":"a"}""");
        (full.Status, full.RetryAfter).ShouldBe((507, TimeSpan.FromSeconds(30)));
        ((string)full.Json["fix"]!).ShouldNotBeEmpty();
        ((int)full.Json["appended"]!.AsArray().Count).ShouldBe(0);

        doors.Files.Room = long.MaxValue;
        (await doors.Post("""{"id":"a"}""")).Status.ShouldBe(200);
        doors.Records().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_disk_that_fails_is_503()
    {
        await using var doors = await TestEndpoints.Open();
        doors.Files.SyncFails = true;
        var answer = await doors.Post("""{"id":"a"}""");
        answer.Status.ShouldBe(503);
        answer.RetryAfter.ShouldNotBeNull();
        doors.Records().ShouldBeEmpty("what was not synced is not acknowledged, and not read");
    }
}
