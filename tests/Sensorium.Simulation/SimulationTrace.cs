using System.Text;

namespace Sensorium.Simulation;

/// <summary>
/// What a run did, one line each: two runs of one seed have the same lines. The hash covers all of them, the tail is kept to be read.
/// </summary>
public sealed class SimulationTrace(int tail = 2_000)
{
    private const ulong Prime = 0x100000001B3;

    private readonly Queue<string> _tail = new();

    public long Count { get; private set; }

    /// <summary>FNV-1a over all lines.</summary>
    public ulong Hash { get; private set; } = 0xCBF29CE484222325;

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyCollection<string> Tail => _tail;

    public void Add(string line)
    {
        Count++;
        foreach (var letter in line)
        {
            Hash = (Hash ^ letter) * Prime;
        }

        Hash = (Hash ^ '\n') * Prime;
        _tail.Enqueue(line);
        if (_tail.Count > tail)
        {
            _tail.Dequeue();
        }
    }

    public override string ToString() => new StringBuilder().AppendJoin('\n', _tail).ToString();
}
