namespace Sensorium.Web.Console;

/// <summary>How many queries may be under way at once: each has a process with memory of its own.</summary>
internal sealed class QuerySlots(int count)
{
    private int _taken;

    /// <returns>Gives the place back when disposed.</returns>
    /// <exception cref="Endpoints.RefusalException">429: SN6030.</exception>
    internal IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) > count)
        {
            Interlocked.Decrement(ref _taken);
            throw WebErrors.TooManyQueries(count);
        }

        return new Place(this);
    }

    private sealed class Place(QuerySlots places) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref places._taken);
    }
}
