namespace Sensorium.City.Settings;

/// <summary>A setting as it stands after all sources.</summary>
/// <param name="Value">Null where there is none.</param>
/// <param name="IsReference">The value came through <c>${env:…}</c> or <c>${file:…}</c>, and is shown as a secret is.</param>
internal sealed record SettingEntry(string Name, object? Value, SettingSource Source, bool IsReference)
{
    /// <summary>The value as it would be written; secrets masked; empty where there is none.</summary>
    public string Shown => IsReference ? "••••••" : SettingText.Write(Value);
}
