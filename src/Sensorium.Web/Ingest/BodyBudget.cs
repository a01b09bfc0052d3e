namespace Sensorium.Web.Ingest;

/// <summary>Bytes that the bodies of all requests under way may hold together.</summary>
internal sealed class BodyBudget(long limit)
{
    private long _taken;

    internal long Limit => limit;

    /// <returns>False, and nothing is taken, where it would be over the limit.</returns>
    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
        {
            return true;
        }

        GiveBack(bytes);
        return false;
    }

    internal void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
