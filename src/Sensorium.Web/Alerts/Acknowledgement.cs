namespace Sensorium.Web.Alerts;

/// <summary>Somebody has seen an episode and looks after it.</summary>
internal sealed record Acknowledgement(string By, DateTimeOffset At, string? Note);
