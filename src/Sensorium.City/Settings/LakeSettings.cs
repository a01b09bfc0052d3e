namespace Sensorium.City.Settings;

internal sealed class LakeSettings
{
    [Setting("The lake's folder (default: lake in the data folder).")]
    public string? Path { get; init; }
}
