namespace Sensorium.City.Observe;

/// <summary>
/// Ledgers as counters: what has been added since this start. A pipeline that begins again from its checkpoint counts anew what it reads
/// anew, and its ledger goes back for a moment; a counter that went back would look like a restart, and its rate like a flood.
/// </summary>
internal sealed class RisingTotals
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string, string), long> _highest = [];

    /// <param name="now">The ledger's count.</param>
    /// <param name="atStart">The same when the city started.</param>
    public long Of(string owner, string stream, string name, long now, long atStart)
    {
        lock (_gate)
        {
            var risen = Math.Max(now - atStart, _highest.GetValueOrDefault((owner, stream, name)));
            _highest[(owner, stream, name)] = risen;
            return risen;
        }
    }
}
