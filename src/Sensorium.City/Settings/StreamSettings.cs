namespace Sensorium.City.Settings;

internal sealed class StreamSettings
{
    [Setting("Partitions of the log. Rows of one key stay in order in one partition.", Minimum = "1", Maximum = "1024")]
    public int Partitions { get; init; } = 4;

    [Setting("The member of a record that is its key, e.g. device_id; a dot steps into an object.")]
    public string? Key { get; init; }

    [Setting("What the log keeps. Nothing goes that a pipeline of the city has not committed.")]
    public RetentionSettings Retention { get; init; } = new();

    [Setting("Largest record.", Minimum = "1 KiB", Maximum = "64 MiB")]
    public ByteSize RecordMax { get; init; } = ByteSize.FromMebibytes(16);

    [Setting(
        "Who may send records from this machine: open for everybody, token for those with a token of the stream. From other machines it "
            + "is always a token or a login.")]
    public IngestRule Ingest { get; init; } = IngestRule.Open;
}
