namespace Sensorium.Web.Alerts;

/// <summary>Episodes of an alert go on, and nobody is called for them.</summary>
/// <param name="Key">The key that is meant, as the episode's JSON object; null for all keys.</param>
internal sealed record Mute(string Alert, string? Key, string By, DateTimeOffset Until, string Reason);
