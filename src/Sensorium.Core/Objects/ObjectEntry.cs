namespace Sensorium.Core.Objects;

public readonly record struct ObjectEntry(string Key, long Size, DateTimeOffset Modified);
