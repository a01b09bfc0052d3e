namespace Sensorium.City.Settings;

internal sealed class LogSettings
{
    [Setting("How lines are written: text for a person, json for a program.")]
    public LogFormat Format { get; init; } = LogFormat.Text;

    [Setting("The least of debug, info, warning and error that is written.")]
    public LogLevel Level { get; init; } = LogLevel.Info;
}
