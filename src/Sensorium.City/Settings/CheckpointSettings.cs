namespace Sensorium.City.Settings;

internal sealed class CheckpointSettings
{
    [Setting("Time between two checkpoints of a pipeline that has state.", Minimum = "100 ms", Maximum = "1 h")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}
