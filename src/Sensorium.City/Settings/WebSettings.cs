namespace Sensorium.City.Settings;

internal sealed class WebSettings
{
    [Setting(
        "Address of page, ingest and queries. 127.0.0.1, ::1 and localhost are open to this machine; any other, such as 0.0.0.0, is "
            + "served over TLS to those who log in.")]
    public string Address { get; init; } = "127.0.0.1";

    [Setting("Port of page, ingest and queries; 0 takes a free one.", Minimum = "0", Maximum = "65535")]
    public int Port { get; init; } = 8501;

    [Setting(
        "Port of the loopback listener that changes users and tokens; 0 takes a free one. Default: the port after web.port.",
        Minimum = "0",
        Maximum = "65535")]
    public int? AdminPort { get; init; }

    [Setting(
        "By which the city is called beside its address: host names and addresses with commas between; with a port where it is not "
            + "web.port, e.g. city.example:443.")]
    public string? Names { get; init; }

    [Setting(
        "The certificate for TLS: a PEM file, which may hold the chain, or a PFX file; relative to the city's folder. Default: one that "
            + "the city makes and signs itself.")]
    public string? Certificate { get; init; }

    [Setting("The certificate's key, a PEM file; relative to the city's folder. Default: in the same file.")]
    public string? Key { get; init; }

    [Setting("The password of the key or of the PFX file.")]
    public Secret? CertificatePassword { get; init; }

    [Setting("How long a login holds.", Minimum = "5 min", Maximum = "90 d")]
    public TimeSpan SessionAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The port of the second listener, as set or as it follows from the first.</summary>
    public int AdminPortOrNext => AdminPort ?? (Port is 0 or 65535 ? 0 : Port + 1);

    /// <summary>The single names of <see cref="Names"/>.</summary>
    public IReadOnlyList<string> NameList =>
        Names?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
