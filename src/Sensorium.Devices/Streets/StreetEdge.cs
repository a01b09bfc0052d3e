namespace Sensorium.Devices.Streets;

/// <summary>A stretch of street between two junctions, in one direction.</summary>
internal struct StreetEdge
{
    public int From;
    public int To;

    /// <summary>Index of the first point of its shape. A reversed edge shares the shape and is walked from its end.</summary>
    public int ShapeStart;
    public int ShapeCount;
    public bool IsReversed;
    public bool IsWalkable;

    /// <summary>In metres, greater than 0.</summary>
    public float Length;

    /// <summary>In m/s.</summary>
    public float SpeedLimit;

    /// <summary>Direction in radians clockwise from north, where the edge starts and where it ends.</summary>
    public float StartHeading;
    public float EndHeading;
}
