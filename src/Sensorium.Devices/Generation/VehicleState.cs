namespace Sensorium.Devices.Generation;

/// <summary>Where a vehicle is on its way. There is no route here: the planner's signposts are the route.</summary>
internal struct VehicleState
{
    /// <summary>True time up to which it has driven, in microseconds since 1970.</summary>
    public long Driven;

    /// <summary>Parked until then, in microseconds since 1970.</summary>
    public long ParkedUntil;

    /// <summary>The earliest time of its next failure.</summary>
    public long NextFailure;

    /// <summary>In metres since the fleet started.</summary>
    public double Odometer;

    public int Edge;

    /// <summary>In metres from the edge's start.</summary>
    public float Along;

    /// <summary>In m/s.</summary>
    public float Speed;

    public byte Destination;
}
