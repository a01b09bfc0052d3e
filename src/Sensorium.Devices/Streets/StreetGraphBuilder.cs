using Sensorium.Core;

namespace Sensorium.Devices.Streets;

/// <summary>Cuts ways at their junctions and keeps the largest strongly connected part.</summary>
internal sealed class StreetGraphBuilder(List<Street> streets)
{
    private readonly Dictionary<GeoPoint, int> _nodes = [];
    private readonly List<double> _latitudes = [];
    private readonly List<double> _longitudes = [];
    private readonly List<float> _along = [];
    private readonly List<StreetEdge> _edges = [];
    private readonly List<int> _mainRoads = [];

    public StreetGraph Build()
    {
        FindNodes();
        foreach (var street in streets)
        {
            Cut(street);
        }

        var component = LargestComponent(out var size);
        if (size < 2)
        {
            throw new SensoriumException(
                "SN7008",
                "The street map has no two drivable streets that connect.",
                "Give a GeoJSON FeatureCollection exported from OpenStreetMap with the highway tag in its properties.");
        }

        return Assemble(component, size);
    }

    /// <summary>A point is a junction where a way ends or where two ways (or one twice) meet.</summary>
    private void FindNodes()
    {
        var uses = new Dictionary<GeoPoint, int>();
        foreach (var street in streets)
        {
            for (var i = 0; i < street.Points.Count; i++)
            {
                var weight = i == 0 || i == street.Points.Count - 1 ? 2 : 1;
                uses[street.Points[i]] = uses.GetValueOrDefault(street.Points[i]) + weight;
            }
        }

        foreach (var (point, count) in uses)
        {
            if (count > 1)
            {
                _nodes.Add(point, _nodes.Count);
                _mainRoads.Add(0);
            }
        }
    }

    private void Cut(Street street)
    {
        var points = street.Points;
        var start = 0;
        for (var i = 1; i < points.Count; i++)
        {
            if (_nodes.ContainsKey(points[i]))
            {
                AddStretch(street, start, i);
                start = i;
            }
        }
    }

    private void AddStretch(Street street, int start, int end)
    {
        var shape = _latitudes.Count;
        var length = 0d;
        for (var i = start; i <= end; i++)
        {
            var point = street.Points[i];
            if (i > start)
            {
                var before = street.Points[i - 1];
                length += Earth.Metres(before.Latitude, before.Longitude, point.Latitude, point.Longitude);
            }

            _latitudes.Add(point.Latitude);
            _longitudes.Add(point.Longitude);
            _along.Add((float)length);
        }

        if (length <= 0)
        {
            return;
        }

        var isMain = HighwayClass.IsMain(street.Highway);
        var edge = new StreetEdge
        {
            From = _nodes[street.Points[start]],
            To = _nodes[street.Points[end]],
            ShapeStart = shape,
            ShapeCount = end - start + 1,
            IsWalkable = HighwayClass.IsWalkable(street.Highway),
            Length = (float)length,
            SpeedLimit = street.SpeedLimit / 3.6f,
            StartHeading = Heading(street.Points[start], street.Points[start + 1]),
            EndHeading = Heading(street.Points[end - 1], street.Points[end]),
        };
        _edges.Add(edge);
        _mainRoads[edge.To] += isMain ? 1 : 0;
        if (!street.IsOneWay)
        {
            _mainRoads[edge.From] += isMain ? 1 : 0;
            _edges.Add(edge with
            {
                From = edge.To,
                To = edge.From,
                IsReversed = true,
                StartHeading = Opposite(edge.EndHeading),
                EndHeading = Opposite(edge.StartHeading),
            });
        }
    }

    private static float Heading(GeoPoint from, GeoPoint to)
    {
        var east = (to.Longitude - from.Longitude) * Math.Cos(from.Latitude * (Math.PI / 180));
        var heading = Math.Atan2(east, to.Latitude - from.Latitude);
        return (float)(heading < 0 ? heading + Math.Tau : heading);
    }

    private static float Opposite(float heading) => heading < MathF.PI ? heading + MathF.PI : heading - MathF.PI;

    /// <summary>
    /// What is reachable both from and to one node is its component. The starting nodes are tried until one lies in a part that holds
    /// most of the city; if none does, the largest found is taken.
    /// </summary>
    private bool[] LargestComponent(out int size)
    {
        var count = _nodes.Count;
        var outgoing = Adjacency(edge => edge.From, edge => edge.To);
        var incoming = Adjacency(edge => edge.To, edge => edge.From);
        var done = new bool[count];
        var best = new bool[count];
        size = 0;
        for (var node = 0; node < count && size < count / 2; node++)
        {
            if (done[node])
            {
                continue;
            }

            var forward = Reach(node, outgoing);
            var backward = Reach(node, incoming);
            var members = 0;
            for (var i = 0; i < count; i++)
            {
                forward[i] &= backward[i];
                done[i] |= forward[i];
                members += forward[i] ? 1 : 0;
            }

            if (members > size)
            {
                (best, size) = (forward, members);
            }
        }

        return best;
    }

    private (int[] First, int[] Targets) Adjacency(Func<StreetEdge, int> from, Func<StreetEdge, int> to)
    {
        var first = new int[_nodes.Count + 1];
        foreach (var edge in _edges)
        {
            first[from(edge) + 1]++;
        }

        for (var i = 1; i < first.Length; i++)
        {
            first[i] += first[i - 1];
        }

        var at = (int[])first.Clone();
        var targets = new int[_edges.Count];
        foreach (var edge in _edges)
        {
            targets[at[from(edge)]++] = to(edge);
        }

        return (first, targets);
    }

    private static bool[] Reach(int start, (int[] First, int[] Targets) graph)
    {
        var seen = new bool[graph.First.Length - 1];
        var stack = new Stack<int>();
        seen[start] = true;
        stack.Push(start);
        while (stack.TryPop(out var node))
        {
            for (var i = graph.First[node]; i < graph.First[node + 1]; i++)
            {
                var target = graph.Targets[i];
                if (!seen[target])
                {
                    seen[target] = true;
                    stack.Push(target);
                }
            }
        }

        return seen;
    }

    private StreetGraph Assemble(bool[] component, int size)
    {
        var numbers = new int[component.Length];
        var next = 0;
        for (var i = 0; i < component.Length; i++)
        {
            numbers[i] = component[i] ? next++ : -1;
        }

        var firstOut = new int[size + 1];
        foreach (var edge in _edges)
        {
            if (component[edge.From] && component[edge.To])
            {
                firstOut[numbers[edge.From] + 1]++;
            }
        }

        for (var i = 1; i < firstOut.Length; i++)
        {
            firstOut[i] += firstOut[i - 1];
        }

        var edges = new StreetEdge[firstOut[^1]];
        var at = (int[])firstOut.Clone();
        foreach (var edge in _edges)
        {
            if (component[edge.From] && component[edge.To])
            {
                var from = numbers[edge.From];
                edges[at[from]++] = edge with { From = from, To = numbers[edge.To] };
            }
        }

        var signals = new bool[size];
        for (var i = 0; i < component.Length; i++)
        {
            if (component[i])
            {
                signals[numbers[i]] = _mainRoads[i] >= 2 && firstOut[numbers[i] + 1] - firstOut[numbers[i]] >= 3;
            }
        }

        return new(streets, edges, firstOut, [.. _latitudes], [.. _longitudes], [.. _along], signals);
    }
}
