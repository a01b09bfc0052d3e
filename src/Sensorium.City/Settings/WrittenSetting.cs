namespace Sensorium.City.Settings;

/// <summary>A value as somebody wrote it, before anything is known of it.</summary>
/// <param name="Address">The names from the root down.</param>
/// <param name="Text">The string's content, or the literal's text.</param>
/// <param name="Form">What JSON called it.</param>
internal sealed record WrittenSetting(IReadOnlyList<string> Address, string Text, WrittenForm Form, SettingSource Source)
{
    public string Name => string.Join('.', Address);
}
