using OpenTelemetry.Metrics;
using Sensorium.Core;
using Sensorium.Access;
using Sensorium.Lake.Query;
using Sensorium.Streams;
using Sensorium.Web.Alerts;
using Sensorium.Web.Ingest;
using Sensorium.Web.Live;
using Sensorium.Web.Pages;

namespace Sensorium.Web;

/// <summary>What the doors show of a city, and where they put what they take. The functions are called from any thread, often.</summary>
public sealed record WebCity
{
    public required string Name { get; init; }

    /// <summary>The page shows times in it.</summary>
    public TimeZoneInfo Timezone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whose data the city shows; null where nobody asks to be named.</summary>
    public string? Attribution { get; init; }

    /// <summary>The streams that take records, by physical name.</summary>
    public required IReadOnlyDictionary<string, IngestStream> Streams { get; init; }

    /// <summary>Streams of the city that are damaged, and take nothing, by name.</summary>
    public IReadOnlyDictionary<string, SensoriumException> RefusedStreams { get; init; } = new Dictionary<string, SensoriumException>();

    /// <summary>The name of a stream that is like the one given; null where none is.</summary>
    public Func<string, string?> NearestStream { get; init; } = _ => null;

    public required Func<CityLedger> Ledger { get; init; }

    public required Func<IReadOnlyList<CityPartState>> Parts { get; init; }

    /// <summary>Whether simulated devices feed the city.</summary>
    public bool IsSimulated { get; init; }

    public CityPages Pages { get; init; } = CityPages.None;

    /// <summary>Physical name of a stream that a page's layer reads → its log; null where the stream was refused.</summary>
    public Func<string, StreamLog?> LogOf { get; init; } = name => throw new KeyNotFoundException(name);

    /// <summary>The city's street net as JSON for the map, asked for once; null where it has none.</summary>
    public Func<byte[]>? Streets { get; init; }

    /// <summary>Null where there is none to ask.</summary>
    public CityLake? Lake { get; init; }

    /// <summary>Null where the city has none.</summary>
    public Thresholds? Thresholds { get; init; }

    /// <summary>Null where the city has no alerts.</summary>
    public AlertBoard? Alerts { get; init; }

    /// <summary>Where changes are written down; null where nobody may change anything.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>How far a pipeline has come, by its name in the ledger; null where it is not known.</summary>
    public Func<string, PipelineStatus?> Standing { get; init; } = _ => null;

    public LiveFeed Feed { get; init; } = new(TimeProvider.System);

    /// <summary>What <c>/metrics</c> shows, with the exporter for Prometheus; null for no such door.</summary>
    public MeterProvider? Metrics { get; init; }

    /// <summary>Asks the city's lake; null where it has none.</summary>
    public LakeQueries? Queries { get; init; }

    /// <summary>How many of them may be under way over HTTP.</summary>
    public int QueriesAtOnce { get; init; } = 4;

    /// <summary>Takes one line about a fault that no client can fix.</summary>
    public Action<string> Say { get; init; } = _ => { };
}
