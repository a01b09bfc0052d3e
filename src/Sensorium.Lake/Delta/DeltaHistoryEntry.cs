namespace Sensorium.Lake.Delta;

/// <summary>What one commit did.</summary>
/// <param name="Engine">Who wrote it, as it says; null where it does not.</param>
/// <param name="Rows">Rows in the added files; null where their statistics do not say.</param>
/// <param name="Application">The application whose epoch it brought, or null.</param>
/// <param name="Provenance">JSON of what Sensorium says of its making; null for other writers.</param>
public sealed record DeltaHistoryEntry(
    long Version,
    DateTimeOffset Time,
    string Operation,
    string? Engine,
    int FilesAdded,
    int FilesRemoved,
    long BytesAdded,
    long? Rows,
    bool DataChange,
    string? Application,
    long? Epoch,
    string? Provenance);
