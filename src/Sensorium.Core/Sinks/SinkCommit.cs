namespace Sensorium.Core.Sinks;

/// <param name="ApplicationId">Pipeline id and the identity born with its checkpoint.</param>
/// <param name="Epoch">Rises with each commit; a transactional sink takes each once.</param>
/// <param name="Staged">What <see cref="ISink.Stage"/> gave for the rows of the epoch, one or more.</param>
/// <param name="Provenance">What the commit tells of itself: release, pipeline, epoch, positions, watermark, fates.</param>
public sealed record SinkCommit(
    string ApplicationId,
    long Epoch,
    IReadOnlyList<byte[]> Staged,
    IReadOnlyDictionary<string, object?> Provenance);
