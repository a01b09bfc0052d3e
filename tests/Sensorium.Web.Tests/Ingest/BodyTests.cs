using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Sensorium.Web.Tests.Ingest;

/// <summary>How a body becomes records.</summary>
public sealed class BodyTests
{
    [Theory]
    [InlineData("""{"id":"a","value":1}""", 1)]
    [InlineData("\n {\n \"id\": \"a\",\n \"value\": 1 } \n", 1)]
    [InlineData("""[{"id":"a"},{"id":"b"} , {"id":"c"}]""", 3)]
    [InlineData("{\"id\":\"a\"}\n{\"id\":\"b\"}\r\n\n{\"id\":\"c\"}", 3)]
    [InlineData("[]", 0)]
    [InlineData("42", 1)]
    public async Task Objects_arrays_and_lines_are_told_apart(string body, int records)
    {
        await using var doors = await TestEndpoints.Open();
        var answer = await doors.Post(body);
        answer.Status.ShouldBe(200, answer.Text);
        answer.Json.AsArray().Sum(part => (int)part!["count"]!).ShouldBe(records);
        doors.Records().Count.ShouldBe(records);
    }

    [Theory]
    [InlineData("{\n  \"id\": \"a\",\n  \"n\": 1\n}\n{\n  \"id\": \"b\"\n}\n")]
    [InlineData("{\n\"id\":\"a\"\n}{\n\"id\":\"b\"\n}")]
    [InlineData("{\r\n\"id\":\"a\"\r\n}\r\n\r\n{\"id\":\"b\"}\r\n")]
    [InlineData("""{"id":"a"}{"id":"b"}""")]
    [InlineData("""{"id":"a","in":{"id":"x}{"}} {"id":"b"}""")]
    [InlineData("{\"id\":\"a\"}\n{\n\"in\": {\"x\": {}\n},\n\"id\":\"b\"}")]
    [InlineData(" [ {\n\"id\":\"a\"\n} ,{\"in\":[{\"id\":\"x\"}],\n\"id\":\"b\"}]\n")]
    public async Task Objects_are_told_apart_whatever_their_layout(string body)
    {
        foreach (var key in (string?[])["id", null])
        {
            await using var doors = await TestEndpoints.Open(key: key);
            var answer = await doors.Post(body);
            answer.Status.ShouldBe(200, answer.Text);
            var records = doors.Records();
            records.Select(record => record.Key).ShouldBe(key is null ? [null, null] : ["a", "b"], ignoreOrder: true);
            records.Select(record => (string?)JsonNode.Parse(record.Value)!["id"]).ShouldBe(["a", "b"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_line_that_is_not_JSON_is_a_record_behind_lines_that_are()
    {
        foreach (var key in (string?[])["id", null])
        {
            await using var doors = await TestEndpoints.Open(key: key);
            (await doors.Post("{\"id\":\"a\"}\n{\"id\":\"cut\n  {\"id\":\"b\"} and more\n{\"id\":\"c\"}\nrubbish\n{\n")).Status.ShouldBe(
                200);
            doors.Records().Select(record => record.Value).ShouldBe(
                ["{\"id\":\"a\"}", "{\"id\":\"cut", "  {\"id\":\"b\"} and more", "{\"id\":\"c\"}", "rubbish", "{"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Any_layout_of_any_values_gives_them_back()
    {
        await using var doors = await TestEndpoints.Open(new() { PartitionCount = 1 });
        var random = new Random(2);
        for (var round = 0; round < 200; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Any(random, 0)).ToList();
            var first = doors.Records().Count;
            var body = string.Concat(values.Select(value =>
                value.ToJsonString(random.Next(2) == 0 ? new() { WriteIndented = true } : null)
                    + (random.Next(3) == 0 ? "" : random.Next(2) == 0 ? "\r\n \n" : "\n")));

            var answer = await doors.Post(body);
            answer.Status.ShouldBe(200, $"{body}\n{answer.Text}");
            doors.Records().Skip(first).Select(record => JsonNode.Parse(record.Value)!.ToJsonString())
                .ShouldBe(values.Select(value => value.ToJsonString()), body);
        }
    }

    [Fact]
    public async Task Records_are_kept_as_they_came_with_their_key_and_go_where_Kafka_puts_them()
    {
        await using var doors = await TestEndpoints.Open();
        var answer = await doors.Post("""[{"id" : "a", "n": 1.50},{"n":2,"id":"b"},{"id":7},{"n":4}]""");
        foreach (var part in answer.Json.AsArray())
        {
            ((int)part!["firstOffset"]!).ShouldBe(0);
        }

        doors.Records()
            .ShouldBe(
                [("a", """{"id" : "a", "n": 1.50}"""), ("b", """{"n":2,"id":"b"}"""), ("7", """{"id":7}"""), (null, """{"n":4}""")],
                ignoreOrder: true);
        var again = await doors.Post("""{"id":"a"}""");
        ((int)again.Json[0]!["partition"]!).ShouldBe(doors.Log.PartitionOf("a"u8));
    }

    [Fact]
    public async Task Bodies_without_keys_take_turns_over_all_partitions()
    {
        await using var doors = await TestEndpoints.Open(key: null);
        for (var i = 0; i < 8; i++)
        {
            await doors.Post("""[{"id":"a"},{"id":"b"}]""");
        }

        doors.Log.Ledger().Partitions.ShouldAllBe(partition => partition.Appended == 4);
    }

    [Fact]
    public async Task The_key_may_be_asked_for()
    {
        await using var doors = await TestEndpoints.Open();
        await doors.PostTo("/streams/temps?key=place.street", """{"id":"a","place":{"street":"Avenyn"}}"""u8.ToArray());
        await doors.PostTo("/streams/temps?key=", """{"id":"b"}"""u8.ToArray());
        doors.Records().Select(record => record.Key).ShouldBe(["Avenyn", null], ignoreOrder: true);
    }

    [Fact]
    public async Task Lines_that_are_not_JSON_are_records_without_a_key_where_lines_were_announced()
    {
        await using var doors = await TestEndpoints.Open();
        var answer = await doors.PostTo(
            "/streams/temps",
            [.. "{\"id\":\"a\"}\nrubbish\n{\"id\":\""u8, 0xC3, .. "\"}\n{\"id\":"u8],
            ("Content-Type", "application/x-ndjson"));
        answer.Status.ShouldBe(200, answer.Text);
        doors.Records().Select(record => record.Key).ShouldBe(["a", null, null, null], ignoreOrder: true);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("""{"id":""", "line 1, byte 7")]
    [InlineData("""[{"id":"a"},""", "the array is broken")]
    [InlineData("""[1] 2""", "the array is broken")]
    [InlineData("""{"id":"a"} x""", "behind the JSON value of line 1, byte 1 stands something else on the same line")]
    [InlineData("20.5 21.0", "on the same line")]
    [InlineData("{\n\"id\":\"a\"\n}\n{\n\"id\" \"b\"\n}", "line 5, byte 6")]
    [InlineData("{\n\"id\":\"a\"\n}\nrubbish", "line 4, byte 1")]
    [InlineData("{\n\"id\":\"a\"\n}{\"id\":", "line 3, byte 8")]
    [InlineData("rubbish", "line 1, byte 1")]
    public async Task A_body_that_cannot_be_split_is_refused_whole(string body, string reason)
    {
        await using var doors = await TestEndpoints.Open();
        var answer = await doors.Post(body);
        (answer.Status, answer.Code).ShouldBe((400, "SN6004"));
        ((string)answer.Json["message"]!).ShouldContain(reason);
        ((string)answer.Json["message"]!).ShouldContain("Nothing was appended.");
        doors.Records().ShouldBeEmpty();
    }

    [Fact]
    public async Task Gzip_is_inflated_and_what_is_cut_or_something_else_is_refused()
    {
        await using var doors = await TestEndpoints.Open();
        var packed = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{{\"id\":\"s{i}\"}}\n"))));
        (await doors.PostTo("/streams/temps", packed, ("Content-Encoding", "gzip"))).Status.ShouldBe(200);
        doors.Records().Count.ShouldBe(1000);

        (await doors.PostTo("/streams/temps", packed[..^9], ("Content-Encoding", "gzip"))).Code.ShouldBe("SN6004");
        (await doors.PostTo("/streams/temps", "plain"u8.ToArray(), ("Content-Encoding", "gzip"))).Code.ShouldBe("SN6004");
        var unknown = await doors.PostTo("/streams/temps", "x"u8.ToArray(), ("Content-Encoding", "br"));
        (unknown.Status, unknown.Code).ShouldBe((415, "SN6011"));
        doors.Records().Count.ShouldBe(1000);
    }

    [Fact]
    public async Task Gzip_members_are_one_body_and_bytes_behind_them_that_are_not_gzip_are_refused()
    {
        await using var doors = await TestEndpoints.Open();
        byte[] both = [.. Gzip("{\"id\":\"a\"}\n{\"id\":"u8.ToArray()), .. Gzip("\"b\"}\n"u8.ToArray()), .. new byte[100]];
        (await doors.PostTo("/streams/temps", both, ("Content-Encoding", "gzip"))).Status.ShouldBe(200);
        doors.Records().Select(record => record.Key).ShouldBe(["a", "b"], ignoreOrder: true);

        var answer = await doors.PostTo("/streams/temps", [.. both, .. "{\"id\":\"c\"}\n"u8], ("Content-Encoding", "gzip"));
        (answer.Status, answer.Code).ShouldBe((400, "SN6004"));
        ((string)answer.Json["message"]!).ShouldContain("stand bytes that are not gzip");
        doors.Records().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_bomb_is_stopped_at_the_limit()
    {
        await using var doors = await TestEndpoints.Open();
        var answer = await doors.PostTo("/streams/temps", Gzip(new byte[100 << 20]), ("Content-Encoding", "gzip"));
        (answer.Status, answer.Code).ShouldBe((413, "SN6005"));
    }

    private static JsonObject Any(Random random, int depth)
    {
        var value = new JsonObject();
        for (var member = random.Next(5); member > 0; member--)
        {
            value[((string[])["id", "}{", "a\"b", "é\\", "]["])[random.Next(5)]] = random.Next(5) switch
            {
                0 when depth < 4 => Any(random, depth + 1),
                1 when depth < 4 => new JsonArray(Any(random, depth + 1), null, 5),
                2 => "} {\"id\":\n7}",
                3 => random.Next(100) / 8.0,
                _ => null,
            };
        }

        return value;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
