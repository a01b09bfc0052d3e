namespace Sensorium.Devices;

/// <summary>What a fleet has done so far. Due = the wakes of devices; faults are those that were really applied.</summary>
/// <param name="Sent">Messages handed to the sink, duplicates and released late ones included.</param>
/// <param name="Late">Messages that were held back, whether released yet or not.</param>
/// <param name="Held">Late messages not yet released.</param>
/// <param name="Broken">Times a device could not make its message; it is tried again a minute later.</param>
public readonly record struct FleetCounts(
    long Due, long Sent, long Late, long Held, long Duplicate, long Malformed, long Missing, long Broken);
