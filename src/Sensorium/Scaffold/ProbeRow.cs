namespace Sensorium.Scaffold;

/// <param name="Key">Of the device, or the first column where there is none; null for NULL.</param>
/// <param name="Time">Event time in microseconds; 0 where the stream has none.</param>
internal readonly record struct ProbeRow(int Partition, long Position, string? Key, long Time);
