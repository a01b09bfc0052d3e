namespace Sensorium.Core.Tables;

/// <summary>A table of the lake as a pipeline's sink sees it: stage files, then commit them once.</summary>
public interface ITable
{
    /// <summary>Full name, <c>raw.x</c>, <c>processed.x</c> or <c>final.x</c>.</summary>
    string Name { get; }

    Schema Schema { get; }

    /// <summary>The newest epoch of <paramref name="applicationId"/> that the table has committed, or null.</summary>
    ValueTask<long?> CommittedEpoch(string applicationId, CancellationToken cancellation);

    /// <summary>The newest epoch of every application that has committed to the table, by application id.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation);

    /// <summary>Writes rows into new data files that nobody sees yet, and makes them durable.</summary>
    ValueTask<IReadOnlyList<StagedFile>> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation);

    /// <summary>Makes the staged files visible in one commit, unless the table already has this application's epoch.</summary>
    ValueTask Commit(TableCommit commit, CancellationToken cancellation);
}
