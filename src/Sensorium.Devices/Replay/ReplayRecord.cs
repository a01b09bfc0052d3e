using Sensorium.Core;

namespace Sensorium.Devices.Replay;

/// <summary>One record of a file, as JSON; a damaged one as it stands there.</summary>
/// <param name="Number">Of the record in its file, from 1, the CSV header not counted.</param>
/// <param name="Time">When it happened, which paces the replay; null where the record does not say: it follows the one before at
/// once.</param>
/// <param name="Json">Without a line end. Valid until the next record is asked for.</param>
public readonly record struct ReplayRecord(long Number, EventTime? Time, ReadOnlyMemory<byte> Json);
