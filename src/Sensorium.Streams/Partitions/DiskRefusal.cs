using Sensorium.Core;

namespace Sensorium.Streams.Partitions;

/// <param name="At">Timestamp of the scheduler's clock.</param>
internal sealed record DiskRefusal(SensoriumException Error, long At);
