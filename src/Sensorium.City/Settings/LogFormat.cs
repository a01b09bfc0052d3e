namespace Sensorium.City.Settings;

internal enum LogFormat
{
    /// <summary>A line for a person.</summary>
    Text,

    /// <summary>A JSON object a line, for a program.</summary>
    Json,
}
