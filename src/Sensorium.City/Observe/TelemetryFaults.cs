using System.Diagnostics.Tracing;
using System.Globalization;
using Sensorium.City.Logs;

namespace Sensorium.City.Observe;

/// <summary>OpenTelemetry tells what it could not send in events that nobody would see. They become lines of the log.</summary>
internal sealed class TelemetryFaults : EventListener
{
    private const string Sources = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private readonly Log? _log;

    public TelemetryFaults(Log log)
    {
        _log = log;

        // The base's constructor has told of the sources that were there already, before there was a log.
        foreach (var source in EventSource.GetSources())
        {
            OnEventSourceCreated(source);
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (_log is not null && eventSource.Name == Sources)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        object?[] parts = [.. eventData.Payload?.Select(FirstLine) ?? []];
        _log?.Warn(
            "telemetry",
            $"metrics or traces could not be sent: {string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", parts)}",
            "SN1071");
    }

    private static object? FirstLine(object? part) => part is string text ? text.Split('\n')[0].TrimEnd('\r') : part;
}
