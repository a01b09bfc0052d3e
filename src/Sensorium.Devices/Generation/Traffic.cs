using Sensorium.Core;
using Sensorium.Devices.Streets;

namespace Sensorium.Devices.Generation;

/// <summary>
/// Moves vehicles and walkers over the streets. A driver keeps to the limit (some a little below it), brakes for turns, red lights
/// and slower roads, parks for some minutes at the destination and goes on to another. Vehicles do not see one another.
/// </summary>
internal sealed class Traffic(StreetGraph graph)
{
    private const float Acceleration = 1.8f;
    private const float Braking = 2.5f;
    private const float HardBraking = 6f;

    /// <summary>A vehicle this near to where it must stop has arrived there, in metres.</summary>
    private const float StopMargin = 1.5f;

    private const long MicrosPerSecond = 1_000_000;

    /// <summary>Time is driven in steps of at most a second, but at most this many of them a message.</summary>
    private const int MaxSteps = 60;

    private const int SignalCycleSeconds = 60;
    private const float WalkingSpeed = 1.35f;

    /// <summary>Faster than any limit, in m/s.</summary>
    private const float StraightOn = 100;

    private readonly RoutePlanner _planner = new(graph);

    public StreetGraph Graph { get; } = graph;

    public void Place(ref VehicleState vehicle, ref DeviceRandom random, long now)
    {
        vehicle.Edge = random.NextInt(Graph.EdgeCount);
        vehicle.Along = (float)(random.NextDouble() * Graph.Edges[vehicle.Edge].Length);
        vehicle.Destination = (byte)random.NextInt(RoutePlanner.DestinationCount);
        vehicle.Driven = now;

        // A quarter stands parked when the fleet starts, for up to five minutes.
        var draw = random.NextInt(1200);
        vehicle.ParkedUntil = draw < 300 ? now + (draw * MicrosPerSecond) : 0;
    }

    public void Place(ref WalkerState walker, ref DeviceRandom random, long now)
    {
        do
        {
            walker.Edge = random.NextInt(Graph.EdgeCount);
        }
        while (!Graph.Edges[walker.Edge].IsWalkable && random.NextInt(1000) != 0);

        walker.Along = (float)(random.NextDouble() * Graph.Edges[walker.Edge].Length);
        walker.Walked = now;
    }

    public GeoPoint PlaceOf(in VehicleState vehicle) => Graph.PointAt(in Graph.Edges[vehicle.Edge], vehicle.Along);

    public GeoPoint PlaceOf(in WalkerState walker) => Graph.PointAt(in Graph.Edges[walker.Edge], walker.Along);

    public void Drive(ref VehicleState vehicle, ref DeviceRandom random, uint trait, long now)
    {
        var span = now - vehicle.Driven;
        var steps = (int)Math.Clamp((span + MicrosPerSecond - 1) / MicrosPerSecond, 1, MaxSteps);
        var manner = 0.85f + (0.15f * ((trait >> 16) & 0xFF) / 255f);
        var from = vehicle.Driven;
        for (var step = 1; step <= steps; step++)
        {
            var until = from + (span * step / steps);
            if (until > vehicle.ParkedUntil)
            {
                Step(ref vehicle, ref random, manner, (float)((until - vehicle.Driven) / (double)MicrosPerSecond), until);
            }

            vehicle.Driven = until;
        }
    }

    public void Walk(ref WalkerState walker, ref DeviceRandom random, long now)
    {
        var metres = WalkingSpeed * (float)((now - walker.Walked) / (double)MicrosPerSecond);
        walker.Walked = now;
        if (now < walker.StandsUntil)
        {
            return;
        }

        // A long pause between messages walks no further than a few streets.
        for (var crossed = 0; crossed < 16; crossed++)
        {
            ref readonly var edge = ref Graph.Edges[walker.Edge];
            var left = edge.Length - walker.Along;
            if (metres < left)
            {
                walker.Along += metres;
                return;
            }

            metres -= left;
            walker.Edge = NextStreet(in edge, ref random);
            walker.Along = 0;
            if (random.NextInt(24) == 0)
            {
                walker.StandsUntil = now + (random.NextInt(240) * MicrosPerSecond);
                return;
            }
        }
    }

    private int NextStreet(in StreetEdge edge, ref DeviceRandom random)
    {
        var first = Graph.FirstOut[edge.To];
        var count = Graph.FirstOut[edge.To + 1] - first;
        var choice = first + random.NextInt(count);
        for (var i = 0; i < count; i++)
        {
            ref readonly var candidate = ref Graph.Edges[choice];
            if (candidate.IsWalkable && candidate.To != edge.From)
            {
                break;
            }

            choice = choice + 1 < first + count ? choice + 1 : first;
        }

        return choice;
    }

    private void Step(ref VehicleState vehicle, ref DeviceRandom random, float manner, float seconds, long now)
    {
        var fastest = vehicle.Speed + (Acceleration * seconds);

        // Each pass ends the step or enters another edge; edges are metres long, so the limit is met only by strange maps.
        for (var pass = 0; pass < 64; pass++)
        {
            ref readonly var edge = ref Graph.Edges[vehicle.Edge];
            var left = edge.Length - vehicle.Along;
            var next = _planner.NextEdge(vehicle.Destination, edge.To);
            var mustStop = next < 0 || IsRed(in edge, now);
            if (mustStop && left <= StopMargin)
            {
                vehicle.Speed = 0;
                if (next < 0)
                {
                    Park(ref vehicle, ref random, now);
                }

                return;
            }

            var atEnd = mustStop ? 0 : Math.Min(Graph.Edges[next].SpeedLimit * manner, TurningSpeed(in edge, in Graph.Edges[next]));
            var room = mustStop ? left - (StopMargin / 2) : left;
            var allowed = MathF.Sqrt((atEnd * atEnd) + (2 * Braking * room));
            var target = Math.Min(edge.SpeedLimit * manner, allowed);
            var speed = vehicle.Speed < target
                ? Math.Min(target, fastest)
                : Math.Max(target, vehicle.Speed - (HardBraking * seconds));
            vehicle.Speed = Math.Min(speed, edge.SpeedLimit);
            var metres = vehicle.Speed * seconds;
            if (metres < left || mustStop)
            {
                metres = Math.Min(metres, mustStop ? left - (StopMargin / 2) : left);
                vehicle.Along += metres;
                vehicle.Odometer += metres;
                return;
            }

            seconds -= left / vehicle.Speed;
            vehicle.Odometer += left;
            vehicle.Edge = next;
            vehicle.Along = 0;
            vehicle.Speed = Math.Min(vehicle.Speed, Graph.Edges[next].SpeedLimit);
        }
    }

    private static void Park(ref VehicleState vehicle, ref DeviceRandom random, long now)
    {
        vehicle.ParkedUntil = now + ((60 + random.NextInt(300)) * MicrosPerSecond);
        vehicle.Destination =
            (byte)((vehicle.Destination + 1 + random.NextInt(RoutePlanner.DestinationCount - 1)) % RoutePlanner.DestinationCount);
    }

    /// <summary>Lights change by the clock: one direction for half the cycle, the crossing one for the other half.</summary>
    private bool IsRed(in StreetEdge edge, long now)
    {
        if (!Graph.Signals[edge.To])
        {
            return false;
        }

        var phase = (int)(DeviceRandom.Mix((ulong)edge.To) % SignalCycleSeconds);
        var isFirstHalf = ((now / MicrosPerSecond) + phase) % SignalCycleSeconds < SignalCycleSeconds / 2;
        return isFirstHalf == MathF.Abs(MathF.Cos(edge.EndHeading)) > 0.7071f;
    }

    private static float TurningSpeed(in StreetEdge edge, in StreetEdge next)
    {
        var turn = MathF.Abs(next.StartHeading - edge.EndHeading);
        turn = turn > MathF.PI ? MathF.Tau - turn : turn;
        return turn switch
        {
            < 0.4f => StraightOn,
            < 0.9f => 11,
            < 1.4f => 7,
            < 2.4f => 5,
            _ => 2,
        };
    }
}
