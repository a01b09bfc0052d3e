namespace Sensorium.Streams;

/// <summary>
/// Where the records sent to a partition went: received = appended + duplicate + refused, appended = retained + expired. Counted since
/// the partition was made; control records count nowhere.
/// </summary>
/// <param name="Start">Offset of the first record kept.</param>
/// <param name="End">Offset after the last record.</param>
/// <param name="Bytes">On the disk.</param>
/// <param name="LastAppend">Of a record; null before the first, and after a start until the next where the newest segment holds
/// none.</param>
public readonly record struct PartitionLedger(
    long Received, long Appended, long Duplicate, long Refused, long Retained, long Expired,
    long Start, long End, long Bytes, DateTimeOffset? LastAppend);
