namespace Sensorium.City.Settings;

internal sealed class ObserveSettings
{
    [Setting(
        "Where traces and metrics are sent with OTLP over HTTP, e.g. http://127.0.0.1:4318; goes before OTEL_EXPORTER_OTLP_ENDPOINT. "
            + "Nowhere unless one of them is set.")]
    public string? Otlp { get; init; }

    [Setting("Headers that go along, as name=value,name=value: what the receiver asks for as a login.")]
    public Secret? OtlpHeaders { get; init; }

    [Setting("Between two sendings of the metrics.", Minimum = "1 s", Maximum = "1 h")]
    public TimeSpan OtlpInterval { get; init; } = TimeSpan.FromMinutes(1);

    [Setting(
        "Of 1,000 requests that bring no traceparent of their own, how many are traced. One that brings it says so itself.",
        Minimum = "0",
        Maximum = "1000")]
    public int TracesPerThousand { get; init; } = 10;
}
