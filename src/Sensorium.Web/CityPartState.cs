using System.Text.Json.Serialization;

namespace Sensorium.Web;

/// <summary>How a part of the running city is.</summary>
/// <param name="Note">What it does, or why it is not healthy.</param>
public sealed record CityPartState(string Part, [property: JsonPropertyName("healthy")] bool IsHealthy, string Note);
