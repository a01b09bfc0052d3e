namespace Sensorium.Simulation.Pipelines;

/// <summary>What the producers of a city have sent and been promised over all its lives.</summary>
internal sealed class CityPromises
{
    private readonly Dictionary<(string Stream, int Partition), List<SentBatch>> _batches = [];

    /// <summary>Episodes and events of alerts that were told, at least once each.</summary>
    public HashSet<string> Notified { get; } = new(StringComparer.Ordinal);

    /// <summary>A partition's batches; the index is the sequence.</summary>
    public List<SentBatch> Of(string stream, int partition)
    {
        if (!_batches.TryGetValue((stream, partition), out var batches))
        {
            _batches[(stream, partition)] = batches = [];
        }

        return batches;
    }
}
