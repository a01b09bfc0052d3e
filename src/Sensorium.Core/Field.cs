namespace Sensorium.Core;

/// <summary>
/// A named, typed column of a row. <paramref name="Unit"/> and <paramref name="Comment"/> go to the catalog and to every endpoint.
/// </summary>
public sealed record Field(string Name, TypeKind Type, bool Nullable = true, string? Unit = null, string? Comment = null);
