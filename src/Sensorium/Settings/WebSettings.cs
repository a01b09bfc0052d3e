namespace Sensorium.Settings;

internal sealed class WebSettings
{
    [Setting("Port of page, ingest and queries on the loopback address.", Minimum = "0", Maximum = "65535")]
    public int Port { get; init; } = 8501;

    [Setting("Port of the loopback listener that changes users, tokens and settings.", Minimum = "0", Maximum = "65535")]
    public int AdminPort { get; init; } = 8502;
}
