namespace Sensorium.Lake.Delta;

/// <param name="ApplicationId">Pipeline id and the identity born with its checkpoint.</param>
/// <param name="Epoch">Rises by one with each; a table takes each once.</param>
/// <param name="Provenance">What <c>commitInfo</c> carries: release, pipeline, epoch, positions, watermark, fates.</param>
internal sealed record TableCommit(
    string ApplicationId,
    long Epoch,
    IReadOnlyList<StagedFile> Files,
    IReadOnlyDictionary<string, object?> Provenance);
