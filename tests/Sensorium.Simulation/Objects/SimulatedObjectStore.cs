using System.Runtime.CompilerServices;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;

namespace Sensorium.Simulation.Objects;

/// <summary>
/// A store behind a network: calls take time, so that others come in between, some fail, and some fail after they were carried out.
/// What it holds is another store's, usually a local one over the simulated disk.
/// </summary>
public sealed class SimulatedObjectStore(IObjectStore inner, IScheduler scheduler, ObjectFaults faults, int seed) : IObjectStore
{
    private readonly Random _random = new(seed);

    public async ValueTask<bool> PutIfAbsent(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        await Arrive(cancellation);
        var put = await inner.PutIfAbsent(key, content, cancellation);
        await Answer(cancellation);
        return put;
    }

    public async ValueTask Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        await Arrive(cancellation);
        await inner.Put(key, content, cancellation);
        await Answer(cancellation);
    }

    public async ValueTask TakeOver(string scratchPath, string key, CancellationToken cancellation = default)
    {
        await Arrive(cancellation);
        await inner.TakeOver(scratchPath, key, cancellation);
        await Answer(cancellation);
    }

    public async ValueTask<byte[]?> Get(string key, CancellationToken cancellation = default)
    {
        await Arrive(cancellation);
        return await inner.Get(key, cancellation);
    }

    public async IAsyncEnumerable<ObjectEntry> List(
        string prefix, string? startAfter = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Arrive(cancellation);
        await foreach (var entry in inner.List(prefix, startAfter, cancellation))
        {
            yield return entry;
        }
    }

    public async ValueTask Delete(string key, CancellationToken cancellation = default)
    {
        await Arrive(cancellation);
        await inner.Delete(key, cancellation);
        await Answer(cancellation);
    }

    /// <summary>None: what is behind a network has no plain file.</summary>
    public string? LocalPath(string key) => null;

    private async ValueTask Arrive(CancellationToken cancellation)
    {
        await Travel(cancellation);
        if (_random.NextDouble() < faults.Refused)
        {
            throw new IOException("The connection was refused.");
        }
    }

    private async ValueTask Answer(CancellationToken cancellation)
    {
        await Travel(cancellation);
        if (_random.NextDouble() < faults.Ambiguous)
        {
            throw new IOException("The connection was lost before the answer came.");
        }
    }

    private Task Travel(CancellationToken cancellation) =>
        Task.Delay(faults.Latency * _random.NextDouble() / 2, scheduler.Time, cancellation);
}
