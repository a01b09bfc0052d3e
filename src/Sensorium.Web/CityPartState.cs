using System.Text.Json.Serialization;

namespace Sensorium.Web;

/// <summary>How a part of the running city is.</summary>
/// <param name="Note">What it does, or why it is not healthy.</param>
public sealed record CityPartState(string Part, [property: JsonPropertyName("healthy")] bool IsHealthy, string Note)
{
    /// <summary>
    /// Whether the city cannot serve while the part is so. A part that is not healthy otherwise makes it a lesser city, no dead one.
    /// </summary>
    [JsonIgnore]
    public bool CannotServe { get; init; }

    /// <summary><c>ok</c>, <c>degraded</c> or <c>down</c>.</summary>
    public string State => IsHealthy ? "ok" : CannotServe ? "down" : "degraded";
}
