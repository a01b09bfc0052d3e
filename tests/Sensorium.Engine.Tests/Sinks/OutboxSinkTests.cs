using Sensorium.Core;
using Sensorium.Engine.Sinks;

namespace Sensorium.Engine.Tests.Sinks;

public sealed class OutboxSinkTests
{
    private static readonly Schema _schema = new(new Field("n", TypeKind.BigInt));

    [Fact]
    public async Task Rows_are_delivered_as_they_were_staged_each_with_its_operation_and_again_where_asked()
    {
        var delivered = new List<(long N, RowOperation Operation)>();
        var sink = new OutboxSink("outbox", _schema, rows =>
        {
            for (var row = 0; row < rows.Count; row++)
            {
                delivered.Add((rows.Values<long>(0).Values[row], rows.Operations?.ElementAtOrDefault(row) ?? RowOperation.Insert));
            }
        });
        var staged = (await sink.Stage([Numbers(1), Numbers(), Numbers(2, 3)], default))!;
        var commit = new Core.Sinks.SinkCommit("p/1", 1, [staged], new Dictionary<string, object?>());
        await sink.Commit(commit, default);
        (long, RowOperation)[] expected = [(1, RowOperation.Insert), (2, RowOperation.Insert), (3, RowOperation.Delete)];
        delivered.ShouldBe(expected);

        sink.IsTransactional.ShouldBeFalse();
        await sink.Commit(commit, default);
        delivered.ShouldBe([.. expected, .. expected]);
    }

    [Fact]
    public async Task Nothing_is_staged_of_batches_without_rows() =>
        (await new OutboxSink("outbox", _schema, _ => throw new InvalidOperationException()).Stage([Numbers()], default)).ShouldBeNull();

    /// <summary>A three is a row to delete.</summary>
    private static Batch Numbers(params IReadOnlyList<long> numbers)
    {
        var batch = new Batch(_schema, numbers.Count);
        foreach (var number in numbers)
        {
            batch.Values<long>(0).Set(batch.Count, number);
            if (number == 3)
            {
                batch.SetOperation(batch.Count, RowOperation.Delete);
            }

            batch.Count++;
        }

        return batch;
    }
}
