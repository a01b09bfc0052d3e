using System.Diagnostics.Metrics;

namespace Sensorium.Lake.Query;

/// <summary>Counts the processes that work on queries of this one.</summary>
public static class QueryMeter
{
    private static int _workers;

    /// <summary>Declares the count in a meter of whoever shows it: a count that nobody has asked for would not be there to see.</summary>
    public static void Declare(Meter meter) => meter.CreateObservableUpDownCounter(
        "sensorium.query.workers", () => Volatile.Read(ref _workers), "{process}", "Processes that work on a query now.");

    internal static void Started() => Interlocked.Increment(ref _workers);

    internal static void Ended() => Interlocked.Decrement(ref _workers);
}
