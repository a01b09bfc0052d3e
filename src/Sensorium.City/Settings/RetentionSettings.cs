namespace Sensorium.City.Settings;

internal sealed class RetentionSettings
{
    [Setting("Bytes a stream's log may take; at the limit producers have to wait.", Minimum = "1 MiB")]
    public ByteSize Bytes { get; init; } = ByteSize.FromGibibytes(10);

    [Setting("How long records are kept.", Minimum = "1 min")]
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(7);
}
