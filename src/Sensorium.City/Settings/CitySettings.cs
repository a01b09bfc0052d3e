namespace Sensorium.City.Settings;

/// <summary>
/// Everything that a city's <c>city.json</c>, its environment and flags can say. The JSON schema is made from these types.
/// </summary>
internal sealed class CitySettings
{
    [Setting("Format of this file; this release knows 1.", Minimum = "1", Maximum = "1")]
    public int Format { get; init; } = 1;

    [Setting("The city's name, for people.")]
    public string? Name { get; init; }

    [Setting("The city's own time zone, an IANA name such as Europe/Stockholm; pages show times in it.")]
    public TimeZoneInfo Timezone { get; init; } = TimeZoneInfo.Utc;

    [Setting("Whose data the city shows; stands under every map.")]
    public string? Attribution { get; init; }

    [Setting("What differs from the defaults, by a stream's name in the log.")]
    public IReadOnlyDictionary<string, StreamSettings> Streams { get; init; } = new Dictionary<string, StreamSettings>();

    [Setting("Where the tables are.")]
    public LakeSettings Lake { get; init; } = new();

    [Setting("When tables take what pipelines made.")]
    public CommitSettings Commit { get; init; } = new();

    [Setting("When pipelines save their state.")]
    public CheckpointSettings Checkpoint { get; init; } = new();

    [Setting("HTTP listeners.")]
    public WebSettings Web { get; init; } = new();

    [Setting("What the page's map is drawn from.")]
    public MapSettings Map { get; init; } = new();

    [Setting("Whether the simulated devices of devices.json run: on or off.", InDev = "on")]
    public bool Devices { get; init; }

    [Setting("Limits of ad-hoc SQL.")]
    public QuerySettings Query { get; init; } = new();

    [Setting("What pipelines may keep in memory.")]
    public StateSettings State { get; init; } = new();

    [Setting("What the running city says on standard error.")]
    public LogSettings Log { get; init; } = new();

    [Setting("Traces and metrics for others.")]
    public ObserveSettings Observe { get; init; } = new();

    /// <summary>The settings of a stream: the city's, or the defaults where it says nothing.</summary>
    public StreamSettings Stream(string physicalName) => Streams.GetValueOrDefault(physicalName) ?? new();
}
