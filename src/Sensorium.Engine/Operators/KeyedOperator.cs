using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators;

/// <summary>
/// An operator that remembers something by key and takes its rows in an order that depends on the logs alone. Belongs to the coordinator.
/// </summary>
internal abstract class KeyedOperator : Operator
{
    /// <summary>Of its state, in bytes.</summary>
    public abstract long Size { get; }

    /// <summary>Forgets what no row from the watermark on can ask for.</summary>
    public abstract void Evict(long watermark);

    /// <summary>Adds what has changed since the last call.</summary>
    public abstract void Save(List<CheckpointChange> changes);

    public abstract void Load(IReadOnlyDictionary<string, byte[]> sections);
}
