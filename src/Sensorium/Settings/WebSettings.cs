namespace Sensorium.Settings;

internal sealed class WebSettings
{
    [Setting("Address of page, ingest and queries: 127.0.0.1, ::1 or localhost; this release serves no other.")]
    public string Address { get; init; } = "127.0.0.1";

    [Setting("Port of page, ingest and queries; 0 takes a free one.", Minimum = "0", Maximum = "65535")]
    public int Port { get; init; } = 8501;

    [Setting("Port of the loopback listener that changes users, tokens and settings.", Minimum = "0", Maximum = "65535")]
    public int AdminPort { get; init; } = 8502;
}
