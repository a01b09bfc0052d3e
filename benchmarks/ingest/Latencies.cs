namespace Sensorium.Benchmarks.Ingest;

/// <summary>Times in milliseconds, and their quantiles.</summary>
internal sealed class Latencies
{
    private readonly List<double> _all = [];

    public void Add(double milliseconds)
    {
        lock (_all)
        {
            _all.Add(milliseconds);
        }
    }

    public override string ToString()
    {
        lock (_all)
        {
            _all.Sort();
            return _all.Count == 0 ? "none" : string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"p50 {At(0.5):F0} ms, p99 {At(0.99):F0} ms, longest {_all[^1]:F0} ms of {_all.Count}");
        }
    }

    private double At(double share) => _all[(int)((_all.Count - 1) * share)];
}
