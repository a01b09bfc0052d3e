namespace Sensorium.Core.Sources;

/// <summary>One ordered sequence of records. Read by one reader at a time.</summary>
public interface ISourcePartition
{
    int Number { get; }

    /// <summary>Finite input ends: after <see cref="Read"/> answers 0 nothing more comes, and every window fires.</summary>
    bool IsFinite { get; }

    /// <summary>The position before the first record that is still kept.</summary>
    Position Start { get; }

    /// <summary>The position after the last record that is there now.</summary>
    Position End { get; }

    /// <summary>
    /// Refills <paramref name="block"/> with the records from <paramref name="from"/> on, up to about <paramref name="maxBytes"/> of
    /// data but at least one record where there is one. Sets <see cref="RecordBlock.Next"/>.
    /// </summary>
    /// <returns>Records and control records read; 0 where there is nothing now.</returns>
    int Read(RecordBlock block, Position from, int maxBytes);

    /// <summary>Completes when there is something at or after <paramref name="from"/>.</summary>
    ValueTask WaitForData(Position from, CancellationToken cancellation);
}
