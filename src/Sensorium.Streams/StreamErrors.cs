using Sensorium.Core;

namespace Sensorium.Streams;

/// <summary>Every error of the streams that a user can act on; each has its page in <c>docs/errors/</c>.</summary>
internal static class StreamErrors
{
    internal static SensoriumException Owned(string stream, string folder) => new(
        "SN3001",
        $"Stream '{stream}' in {folder} is open in another process.",
        "Stop that process, or send your command through it; to read the stream beside it, read a copy of the folder.");

    internal static SensoriumException Damaged(string path, long position, long offset, long laterPosition, long laterOffset) => new(
        "SN3002",
        $"{path} is damaged at byte {position}, where record {offset} should start; the bytes were good once, since what was written "
        + $"later stands behind them up to byte {laterPosition} (record {laterOffset}).",
        "Restore the file from a backup; to give up all records of the partition from "
        + $"{offset} on, move the segments after it away, cut it with `truncate -s {position} {path}`, and rebuild the tables.");

    internal static SensoriumException HeaderDamaged(string path) => new(
        "SN3002",
        $"{path} is damaged at byte 0: what stands there is not the header of that segment.",
        "Restore the file from a backup; to give up all its records, move it and the segments after it away, and rebuild the tables.");

    internal static SensoriumException UnknownFormat(string path, int version, int known) => new(
        "SN3003",
        $"{path} has format {version}, and this release knows formats up to {known}.",
        "Use the release that wrote it, or a newer one.");

    internal static SensoriumException PartitionCountDiffers(string stream, int stands, int asked) => new(
        "SN3004",
        $"Stream '{stream}' has {stands} partitions, and {asked} are asked for.",
        $"Set its partitions to {stands}; to change them, start a new stream and replay the old one into it.");

    internal static SensoriumException PartitionMissing(string stream, string folder) => new(
        "SN3005",
        $"Stream '{stream}' has no segments in {folder}, where it had some.",
        "Restore the folder from a backup; an empty stream starts where no folder of its name stands.");

    internal static SensoriumException SegmentMissing(string before, string after) => new(
        "SN3005",
        $"Between {before} and {after} a segment is missing.",
        $"Restore it from a backup; to give up what came after, move {after} and the segments behind it away, and rebuild the tables.");

    internal static SensoriumException EndsEarly(string stream, int partition, long end, string pipeline, long committed) => new(
        "SN3006",
        $"Stream '{stream}', partition {partition} ends at record {end}, but pipeline '{pipeline}' has read up to {committed}: "
        + "records that were acknowledged are lost.",
        "Restore the stream from a backup; to go on without them, move its consumers.json away and rebuild that pipeline's table "
        + "(`up --rebuild TABLE`).");

    internal static SensoriumException HeldBack(string stream, int partition, string pipeline, long committed) => new(
        ErrorCodes.StreamFull,
        $"Stream '{stream}', partition {partition} is at its size limit, and pipeline '{pipeline}' has read only up to record {committed}.",
        $"Retry later; start pipeline '{pipeline}' or remove it from the city, or raise the stream's size limit.");

    internal static SensoriumException Busy(string stream, int partition, long bytes) => new(
        "SN3008",
        $"Stream '{stream}', partition {partition} has {bytes} bytes waiting for the disk, its limit.",
        "Retry in a moment; send fewer records at once, or use a faster disk.");

    internal static SensoriumException DiskFull(string stream, int partition, string path, Exception inner) => new(
        "SN3009",
        $"The disk of {path} is full; nothing was appended to stream '{stream}', partition {partition}.",
        "Make room on that disk, or lower the stream's retention; the stream goes on by itself.",
        inner);

    internal static SensoriumException StorageFailed(string stream, int partition, string path, Exception inner) => new(
        "SN3010",
        $"Stream '{stream}', partition {partition} could not be written in {path}: {inner.Message}",
        "Look after the disk (`dmesg`); the next append tries again from the last good record.",
        inner);

    internal static SensoriumException RecordTooLarge(string stream, int bytes, int limit) => new(
        "SN3011",
        $"A record of {bytes} bytes for stream '{stream}' is over the limit of {limit}.",
        "Send smaller records, or raise record.max.");

    internal static SensoriumException BatchTooLarge(string stream, long bytes, long limit) => new(
        "SN3011",
        $"A batch of {bytes} bytes for one partition of stream '{stream}' is over the limit of {limit}.",
        "Send it in several batches.");

    internal static SensoriumException SequenceTooOld(string stream, int partition, long sequence, long oldest) => new(
        "SN3012",
        $"Sequence {sequence} for stream '{stream}', partition {partition} is older than the producer's last ones, from {oldest}: "
        + "whether it is a retry can no longer be told.",
        "Number batches upwards, and retry one before sending many later ones.");

    internal static SensoriumException SequenceReused(string stream, int partition, long sequence, int first, int now) => new(
        "SN3015",
        $"Sequence {sequence} for stream '{stream}', partition {partition} is that of a batch with another number of records, {first} and "
            + $"not {now}: "
        + "this is no retry of it.",
        "Give each body an Idempotency-Key, or a sequence, of its own.");

    internal static SensoriumException KeyReused(string stream, int partition) => new(
        "SN3015",
        $"The Idempotency-Key was used for another body in stream '{stream}', partition {partition}: this is no retry of it.",
        "Give each body an Idempotency-Key of its own.");

    internal static SensoriumException ReadOnly(string stream) => new(
        "SN3013",
        $"Stream '{stream}' is open for reading only.",
        "Send records to the city that owns the stream.");

    internal static SensoriumException ClockAhead(string stream, TimeSpan ahead) => new(
        "SN3016",
        $"Stream '{stream}' has append times up to {Math.Round(ahead.TotalHours, 1)} h ahead of this machine's clock: new records get the "
            + $"same, "
        + "and age does not remove them.",
        "Set the machine's clock if it is behind; if it is right, it was ahead once: stop the city and start it with `up "
            + "--set-clock-back`.");

    internal static SensoriumException SettingsDamaged(string path, Exception inner) => new(
        "SN3014",
        $"{path} is not what this program wrote: {inner.Message}",
        "Restore the file from a backup.",
        inner);
}
