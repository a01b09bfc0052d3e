using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sensorium.Lake.Query;

/// <summary>
/// A limit on the memory of this process that the system keeps. DuckDB's own counts its buffers; texts and lists that an expression makes
/// are not among them.
/// </summary>
public static partial class ProcessMemory
{
    /// <summary>Beside what a query may use: one row of its answer and the runtime's heap, and threads with their stacks.</summary>
    internal const long Overhead = (256L << 20) + (128L << 20);

    private const int Core = 4;
    private const int Data = 2;

    /// <summary>From now on, allocations beyond what the process has and so much more fail. It cannot be taken back. Elsewhere than on Linux nothing happens.</summary>
    /// <param name="bytes">What the query may use.</param>
    public static void Limit(long bytes)
    {
        if (OperatingSystem.IsLinux() && Used() is { } used)
        {
            Set(Data, (ulong)(used + bytes + Overhead));

            // A process that dies of it leaves no copy of the lake's rows behind.
            Set(Core, 0);
        }
    }

    /// <summary>Private memory that can be written, in bytes, touched or not: what the limit counts.</summary>
    private static long? Used()
    {
        const string field = "VmData:";
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.AsSpan(field.Length).Trim().TrimEnd("kB").Trim()) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    [SupportedOSPlatform("linux")]
    private static void Set(int resource, ulong bytes)
    {
        var limit = new ResourceLimit { Soft = bytes, Hard = bytes };

        // Where a lower limit is set already, that one holds.
        _ = SetLimit(resource, ref limit);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit64")]
    private static partial int SetLimit(int resource, ref ResourceLimit limit);

    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
