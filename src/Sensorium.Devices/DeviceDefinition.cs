namespace Sensorium.Devices;

/// <summary>One named device of a fleet.</summary>
/// <param name="Interval">Between two messages; null takes the fleet's.</param>
public sealed record DeviceDefinition(string Id, DeviceType Type, string Stream, TimeSpan? Interval = null);
