namespace Sensorium.Devices;

/// <summary>Many devices of one type, named by prefix and a number from 1: <c>vehicle_000001</c>.</summary>
/// <param name="Failures">The stream that takes a vehicle's failures; null for other types.</param>
/// <param name="Interval">Between two messages of a device; null takes the fleet's.</param>
public sealed record DeviceGroup(
    DeviceType Type, string Stream, string Prefix, int Count, TimeSpan? Interval = null, string? Failures = null);
