using OpenTelemetry.Metrics;
using Sensorium.Web.Ingest;
using Sensorium.Web.Live;

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

    /// <summary>The name of a stream that is like the one given; null where none is.</summary>
    public Func<string, string?> NearestStream { get; init; } = _ => null;

    public required Func<CityLedger> Ledger { get; init; }

    public required Func<IReadOnlyList<CityPartState>> Parts { get; init; }

    /// <summary>Whether simulated devices feed the city.</summary>
    public bool IsSimulated { get; init; }

    public LiveFeed Feed { get; init; } = new(TimeProvider.System);

    /// <summary>What <c>/metrics</c> shows, with the exporter for Prometheus; null for no such door.</summary>
    public MeterProvider? Metrics { get; init; }

    /// <summary>Takes one line about a fault that no client can mend.</summary>
    public Action<string> Say { get; init; } = _ => { };
}
