namespace Sensorium.Devices.Streets;

/// <summary>
/// Fastest ways to a fixed set of destinations. Instead of a route per vehicle it keeps, per destination, the edge to take at every
/// node: one byte a node, found by one search backwards over the whole graph when the destination is first driven to. So a million
/// vehicles share the routes and planning one costs nothing. Not safe for several threads.
/// </summary>
internal sealed class RoutePlanner
{
    /// <summary>How many places vehicles drive to.</summary>
    public const int DestinationCount = 96;

    private const byte Arrived = byte.MaxValue;

    private readonly StreetGraph _graph;
    private readonly int[] _destinations = new int[DestinationCount];
    private readonly byte[]?[] _signposts = new byte[DestinationCount][];
    private readonly int[] _firstIn;
    private readonly int[] _incoming;

    public RoutePlanner(StreetGraph graph)
    {
        _graph = graph;

        // Spread over the nodes by the golden ratio: the same places for every seed, none twice in a graph of some size.
        for (var i = 0; i < DestinationCount; i++)
        {
            _destinations[i] = (int)((ulong)((uint)(i + 1) * 2654435769u) * (ulong)graph.NodeCount >> 32);
        }

        _firstIn = new int[graph.NodeCount + 1];
        foreach (ref var edge in graph.Edges.AsSpan())
        {
            _firstIn[edge.To + 1]++;
        }

        for (var i = 1; i < _firstIn.Length; i++)
        {
            _firstIn[i] += _firstIn[i - 1];
        }

        _incoming = new int[graph.EdgeCount];
        var at = (int[])_firstIn.Clone();
        for (var i = 0; i < graph.EdgeCount; i++)
        {
            _incoming[at[graph.Edges[i].To]++] = i;
        }
    }

    public int Destination(int index) => _destinations[index];

    /// <returns>The edge to take at a node, or −1 where the node is the destination.</returns>
    public int NextEdge(int destination, int node)
    {
        var signpost = (_signposts[destination] ??= Search(_destinations[destination]))[node];
        return signpost == Arrived ? -1 : _graph.FirstOut[node] + signpost;
    }

    private byte[] Search(int destination)
    {
        var signposts = new byte[_graph.NodeCount];
        var seconds = new float[_graph.NodeCount];
        Array.Fill(seconds, float.PositiveInfinity);
        seconds[destination] = 0;
        signposts[destination] = Arrived;
        var open = new PriorityQueue<int, float>();
        open.Enqueue(destination, 0);
        while (open.TryDequeue(out var node, out var reached))
        {
            if (reached > seconds[node])
            {
                continue;
            }

            for (var i = _firstIn[node]; i < _firstIn[node + 1]; i++)
            {
                var index = _incoming[i];
                ref readonly var edge = ref _graph.Edges[index];
                var ordinal = index - _graph.FirstOut[edge.From];
                var time = reached + (edge.Length / edge.SpeedLimit);
                if (time < seconds[edge.From] && ordinal < Arrived)
                {
                    seconds[edge.From] = time;
                    signposts[edge.From] = (byte)ordinal;
                    open.Enqueue(edge.From, time);
                }
            }
        }

        return signposts;
    }
}
