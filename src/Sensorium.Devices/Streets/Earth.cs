using System.Runtime.CompilerServices;

namespace Sensorium.Devices.Streets;

/// <summary>Distances within one city, where the earth is flat enough: errors stay below 0.1 % over 50 km.</summary>
internal static class Earth
{
    /// <summary>Of a sphere of the earth's mean radius.</summary>
    public const double MetresPerDegree = 6_371_008.8 * Math.PI / 180;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Metres(double latitudeA, double longitudeA, double latitudeB, double longitudeB)
    {
        var north = latitudeB - latitudeA;
        var east = (longitudeB - longitudeA) * Math.Cos((latitudeA + latitudeB) * (Math.PI / 360));
        return Math.Sqrt((north * north) + (east * east)) * MetresPerDegree;
    }
}
