namespace Sensorium.Web;

/// <summary>How a city presents itself on its pages.</summary>
public sealed record CityProfile(string Name)
{
    /// <summary>Pages show times in it.</summary>
    public TimeZoneInfo Timezone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whose data the city shows; null where nobody asks to be named.</summary>
    public string? Attribution { get; init; }

    /// <summary>Whether simulated devices feed the city.</summary>
    public bool IsSimulated { get; init; }
}
