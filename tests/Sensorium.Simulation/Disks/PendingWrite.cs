namespace Sensorium.Simulation.Disks;

/// <summary>A change to a file's content that is not yet durable. A file made shorter is zeros from its new end.</summary>
internal readonly record struct PendingWrite(long Offset, byte[] Bytes, long LengthBefore, long LengthAfter);
