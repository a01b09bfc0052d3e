namespace Sensorium.Core.Objects;

/// <summary>
/// Named, immutable-once-seen bytes: a local folder or a bucket, under one contract. Keys are relative, with <c>/</c>, and are not
/// encoded. A put is durable when it returns.
/// </summary>
public interface IObjectStore
{
    /// <summary>Puts the object if no object has that key.</summary>
    /// <returns>False where the key is taken.</returns>
    ValueTask<bool> PutIfAbsent(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    ValueTask Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Takes over a finished file from private scratch; the scratch file is gone afterwards.</summary>
    ValueTask TakeOver(string scratchPath, string key, CancellationToken cancellation = default);

    /// <returns>The content, or null where there is none.</returns>
    ValueTask<byte[]?> Get(string key, CancellationToken cancellation = default);

    /// <summary>All objects whose key starts with <paramref name="prefix"/>, by key in ordinal order, after <paramref name="startAfter"/>.</summary>
    IAsyncEnumerable<ObjectEntry> List(string prefix, string? startAfter = null, CancellationToken cancellation = default);

    /// <summary>Removes the object; nothing happens where there is none.</summary>
    ValueTask Delete(string key, CancellationToken cancellation = default);

    /// <summary>The path of a plain local file with the object's content, which DuckDB reads directly; null where there is none.</summary>
    string? LocalPath(string key);
}
