namespace Sensorium.Core;

/// <summary>A place on the earth in degrees, WGS 84. Latitude −90 to 90, longitude −180 to 180.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    public bool IsValid => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180;
}
