namespace Sensorium.Hosting;

/// <param name="Note">What it does, or why it is not healthy, in a few words.</param>
internal sealed record PartHealth(bool IsHealthy, string Note);
