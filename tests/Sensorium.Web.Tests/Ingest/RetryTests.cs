namespace Sensorium.Web.Tests.Ingest;

/// <summary>Who may send again without doubling.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task An_idempotency_key_makes_a_retry_free()
    {
        await using var doors = await TestEndpoints.Open();
        const string body = """[{"id":"a"},{"id":"b"},{"id":"c"}]""";
        var first = await doors.Post(body, ("Idempotency-Key", "k1"));
        var again = await doors.Post(body, ("Idempotency-Key", "k1"));
        again.Text.ShouldBe(first.Text);
        doors.Records().Count.ShouldBe(3);
        (doors.Log.Ledger().Received, doors.Log.Ledger().Duplicate).ShouldBe((6, 3));

        await doors.Post(body, ("Idempotency-Key", "k2"));
        doors.Records().Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("""{"id":"a","n":1}""", """{"id":"a","n":2}""")]
    [InlineData("""{"id":"a"}""", """{"id":"b"}""")]
    [InlineData("""{"n":1}""", """{"n":2}""")]
    [InlineData("""[{"id":"a"},{"id":"b"},{"id":"c"}]""", """[{"id":"a"},{"id":"b"},{"id":"d"}]""")]
    [InlineData("""{"id":"a"}""", "{\"id\":\"a\"}\n{\"id\":\"b\"}")]
    public async Task Another_body_under_a_used_key_is_refused_and_the_first_one_still_is_a_retry(string first, string other)
    {
        await using var doors = await TestEndpoints.Open();
        var taken = await doors.Post(first, ("Idempotency-Key", "trip-7"));
        var records = doors.Records().Count;

        for (var i = 0; i < 2; i++)
        {
            var refused = await doors.Post(other, ("Idempotency-Key", "trip-7"));
            (refused.Status, refused.Code).ShouldBe((422, "SN3015"), refused.Text);
        }

        (await doors.Post(first, ("Idempotency-Key", "trip-7"))).Text.ShouldBe(taken.Text);
        (await doors.Post(other, ("Idempotency-Key", "trip-8"))).Status.ShouldBe(200);
        doors.Records().Count.ShouldBeGreaterThan(records);
    }

    [Fact]
    public async Task A_key_whose_body_was_not_taken_may_name_another()
    {
        await using var doors = await TestEndpoints.Open(new() { PartitionCount = 1, RecordMaxBytes = 100 });
        (await doors.Post($$"""{"id":"a","x":"{{new string('x', 200)}}"}""", ("Idempotency-Key", "k"))).Status.ShouldBe(413);
        (await doors.Post("""{"id":"a"}""", ("Idempotency-Key", "k"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_sequence_is_taken_once_and_without_one_a_retry_doubles()
    {
        await using var doors = await TestEndpoints.Open();
        for (var i = 0; i < 2; i++)
        {
            await doors.Post("""{"id":"a","n":0}""", ("Producer-Id", "p"), ("Producer-Sequence", "0"));
            await doors.Post("""{"id":"a","n":1}""", ("Producer-Id", "p"), ("Producer-Sequence", "1"));
            await doors.Post("""{"id":"a","n":1}""", ("Producer-Id", "q"), ("Producer-Sequence", "1"));
        }

        doors.Records().Count.ShouldBe(3);
        await doors.Post("""{"id":"a"}""");
        await doors.Post("""{"id":"a"}""");
        doors.Records().Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("Producer-Id", "p")]
    [InlineData("Producer-Sequence", "1")]
    [InlineData("Producer-Id", "p", "Producer-Sequence", "-1")]
    [InlineData("Producer-Id", "p", "Producer-Sequence", "one")]
    [InlineData("Producer-Id", "p", "Producer-Sequence", "1", "Idempotency-Key", "k")]
    [InlineData("Idempotency-Key", "")]
    public async Task Halves_of_it_are_refused(params string[] headers)
    {
        await using var doors = await TestEndpoints.Open();
        var answer = await doors.Post("{}", [.. headers.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        (answer.Status, answer.Code).ShouldBe((400, "SN6009"));
        doors.Records().ShouldBeEmpty();
    }
}
