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
