namespace Sensorium.Sql;

/// <param name="Path">As messages name it.</param>
public sealed record SqlFile(string Path, string Text);
