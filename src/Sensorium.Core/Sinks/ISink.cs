namespace Sensorium.Core.Sinks;

/// <summary>
/// Where a pipeline's rows go: a Delta table, the outbox of alerts, a Kafka topic. An epoch's rows are staged, the checkpoint that keeps
/// what <see cref="Stage"/> gave is written (the commit point), and then they are committed; after a crash the commit is repeated.
/// </summary>
public interface ISink
{
    /// <summary>Of a table its full name, <c>raw.x</c>, <c>processed.x</c> or <c>final.x</c>.</summary>
    string Name { get; }

    Schema Schema { get; }

    /// <summary>
    /// Whether it knows which epochs it has committed, so that a repeated commit changes nothing: exactly once. A sink that does not is
    /// given the same rows again after a crash: at least once.
    /// </summary>
    bool IsTransactional { get; }

    /// <summary>
    /// The newest epoch of every application that has committed to it, by application id; empty where it is not transactional.
    /// </summary>
    ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation);

    /// <summary>Puts rows where nobody sees them yet.</summary>
    /// <returns>
    /// What <see cref="Commit"/> needs to find them, to the sink alone: names of durable files, or the rows themselves where the checkpoint
    /// is to keep them. Null where there is nothing to commit.
    /// </returns>
    ValueTask<byte[]?> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation);

    /// <summary>Makes staged rows visible at once, unless a transactional sink already has this application's epoch.</summary>
    ValueTask Commit(SinkCommit commit, CancellationToken cancellation);
}
