namespace Sensorium.City.Settings;

internal sealed class StateSettings
{
    [Setting(
        "Memory of a pipeline's open windows, buffers and dictionaries; beyond it that pipeline stops, its checkpoint intact.",
        Minimum = "16 MiB")]
    public ByteSize Budget { get; init; } = ByteSize.FromGibibytes(2);
}
