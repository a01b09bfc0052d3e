namespace Sensorium.Streams.Partitions;

/// <summary>What the operating system says of a disk.</summary>
internal static class DiskErrors
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    internal static bool IsFull(Exception error) => error is IOException && (error.HResult & 0xFFFF) is NoSpace or QuotaExceeded;
}
