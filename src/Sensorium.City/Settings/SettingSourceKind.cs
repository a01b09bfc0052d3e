namespace Sensorium.City.Settings;

/// <summary>From weakest to strongest.</summary>
internal enum SettingSourceKind
{
    Default,
    CityFile,
    EnvironmentFile,
    VariableFile,
    Variable,
    Flag,
}
