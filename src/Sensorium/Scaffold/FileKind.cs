namespace Sensorium.Scaffold;

internal enum FileKind
{
    Csv,

    /// <summary>One JSON object a line.</summary>
    Json,

    Gpx,

    /// <summary>A list of simulated devices: <c>{"interval", "devices": […]}</c>.</summary>
    Devices,
}
