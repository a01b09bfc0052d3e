namespace Sensorium.Core.Files;

/// <param name="Name">Without the folder.</param>
/// <param name="Length">In bytes; 0 for a folder.</param>
public readonly record struct FileEntry(string Name, long Length, bool IsDirectory, DateTimeOffset Modified);
