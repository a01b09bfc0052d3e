using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.City.Settings;
using Sensorium.Core;
using Sensorium.Engine.Execution;
using Sensorium.Streams;
using Sensorium.Web.Observe;

namespace Sensorium.City.Observe;

/// <summary>
/// Gathers the instruments for <c>/metrics</c> and, where a receiver is named, sends metrics and traces there. Without one nobody listens
/// to spans, and none is made. It starts before all that it observes, and ends after it.
/// </summary>
internal sealed class Telemetry : ICityPart, IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>What is left to be sent at the end has so long.</summary>
    private static readonly TimeSpan _flush = TimeSpan.FromSeconds(2);

    private readonly CityFolder _city;
    private readonly IDictionary _variables;
    private readonly Log _log;
    private readonly Uri? _receiver;
    private TracerProvider? _traces;
    private TelemetryFaults? _faults;

    /// <param name="variables">Of the environment: those that OpenTelemetry names are honoured.</param>
    /// <exception cref="SensoriumException">SN1070: the receiver is no address.</exception>
    public Telemetry(CityFolder city, IDictionary variables, Log log)
    {
        (_city, _variables, _log) = (city, variables, log);
        _receiver = ReceiverOf(city.Settings.Observe);
    }

    /// <summary>The city's own instruments; set before the start.</summary>
    public CityMeter? Meter { get; set; }

    /// <summary>What <c>/metrics</c> shows; there from the start on.</summary>
    public MeterProvider? Metrics { get; private set; }

    public string Name => "telemetry";

    public PartHealth Health => new(true, this switch
    {
        { _receiver: { } receiver } => $"metrics at /metrics, and with traces to {receiver}",
        { IsSending: true } => "metrics at /metrics, and with traces to where OTEL_EXPORTER_OTLP_… says",
        _ => "metrics at /metrics",
    });

    /// <summary>The receiver that the settings name; null where they name none.</summary>
    public static Uri? ReceiverOf(ObserveSettings settings) => settings.Otlp is not { Length: > 0 } written
        ? null
        : Uri.TryCreate(written.EndsWith('/') ? written : written + "/", UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : throw new SensoriumException(
                "SN1070",
                $"observe.otlp is '{written}', which is no address of a receiver.",
                "write http://HOST:4318 or https://HOST:4318, without /v1/traces.");

    public Task Start(CancellationToken cancellation)
    {
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(Configure)
            .ConfigureResource(Describe)
            .AddMeter(CityMeter.Name, StreamMeter.Name, PipelineMeter.Name, IngestMeter.Name, "System.Runtime")
            .AddView(
                instrument => instrument.Meter.Scope is null || instrument.Meter.Scope == Meter ? null : MetricStreamConfiguration.Drop)
            .AddPrometheusExporter(options =>
            {
                options.ScrapeResponseCacheDurationMilliseconds = 0;
                options.ScopeInfoEnabled = false; // A label that says which part of the program counted, and no more.
            });
        if (IsSending)
        {
            _faults = new(_log);
            if (Exports("OTEL_METRICS_EXPORTER"))
            {
                metrics.AddOtlpExporter((exporter, reader) =>
                {
                    Address(exporter, "v1/metrics");
                    if (Variable("OTEL_METRIC_EXPORT_INTERVAL") is null)
                    {
                        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                            (int)_city.Settings.Observe.OtlpInterval.TotalMilliseconds;
                    }
                });
            }

            _traces = Exports("OTEL_TRACES_EXPORTER") ? Tracer() : null;
        }

        Metrics = metrics.Build();
        return Task.CompletedTask;
    }

    public Task Stop(CancellationToken deadline)
    {
        if (IsSending)
        {
            _traces?.ForceFlush((int)_flush.TotalMilliseconds);
            Metrics?.ForceFlush((int)_flush.TotalMilliseconds);
        }

        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        Metrics?.Dispose();
        _faults?.Dispose();
        Meter?.Dispose();
    }

    private bool IsSending => Variable("OTEL_SDK_DISABLED") is not "true"
        && (_receiver is not null || Variable(Endpoint) is not null
            || Variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is not null || Variable("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") is not null);

    private TracerProvider Tracer()
    {
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(Configure)
            .ConfigureResource(Describe)
            .AddSource(IngestTracing.Name, StreamTracing.Name, PipelineTracing.Name)
            .AddOtlpExporter(exporter => Address(exporter, "v1/traces"));
        if (Variable("OTEL_TRACES_SAMPLER") is null)
        {
            const double thousand = 1000;
            traces.SetSampler(new CitySampler(_city.Settings.Observe.TracesPerThousand / thousand));
        }

        return traces.Build();
    }

    /// <summary>The variables come from the session, as all others do.</summary>
    private void Configure(IServiceCollection services)
    {
        var variables = _variables.Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(variables).Build());
    }

    private void Describe(ResourceBuilder resource)
    {
        resource.Clear();
        resource.AddService(
            "sensorium", serviceVersion: Product.Version, serviceInstanceId: _city.Name, autoGenerateServiceInstanceId: false);
        resource.AddEnvironmentVariableDetector();
    }

    private void Address(OtlpExporterOptions exporter, string path)
    {
        if (_receiver is null)
        {
            return;
        }

        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new(_receiver, path);
        if (_city.Settings.Observe.OtlpHeaders is { } headers)
        {
            exporter.Headers = headers.Reveal();
        }
    }

    private bool Exports(string variable) => Variable(variable) is not "none";

    private string? Variable(string name) => _variables[name] as string is { Length: > 0 } value ? value : null;
}
