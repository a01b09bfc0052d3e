namespace Sensorium.City.Settings;

internal sealed class CommitSettings
{
    [Setting("Time between two commits of a table that has new rows.", Minimum = "100 ms", Maximum = "1 h")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);
}
