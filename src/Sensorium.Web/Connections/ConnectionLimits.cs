using Sensorium.Core.Files;

namespace Sensorium.Web.Connections;

/// <summary>How many connections a listener has at once. They never take the descriptors that the log and the lake need.</summary>
/// <param name="All">From all addresses.</param>
/// <param name="OfAddress">From one address that is not this machine: behind this machine's there may be a proxy, and many.</param>
internal readonly record struct ConnectionLimits(int All, int OfAddress)
{
    private const int Most = 1024;
    private const int Least = 8;

    /// <summary>Where the system does not say how many descriptors there are.</summary>
    private const int Assumed = 1024;

    /// <summary>Those that are closing while others come.</summary>
    internal int Closing => 8 + (All / 8);

    /// <param name="part">Of the free descriptors, one in so many is a connection.</param>
    internal static ConnectionLimits OfProcess(int part) => Of((OpenFiles.Limit ?? Assumed) - (OpenFiles.InUse ?? 0), part);

    internal static ConnectionLimits Of(long free, int part)
    {
        var all = (int)Math.Clamp(free / part, Least, Most);
        return new(all, all / 2);
    }
}
