namespace Sensorium.City.Settings;

/// <param name="Values">The settings, typed.</param>
/// <param name="Entries">Every setting with its source, in the order of the types.</param>
internal sealed record LoadedSettings<T>(T Values, IReadOnlyList<SettingEntry> Entries, string Environment)
    where T : class;
