using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>Points on the earth.</summary>
internal static class GeoFunctions
{
    /// <summary>Mean radius of the earth in metres (IUGG R1).</summary>
    private const double Radius = 6_371_008.8;

    private static readonly byte[] Base32 = [.. "0123456789bcdefghjkmnpqrstuvwxyz"u8];

    [SqlFunction("point")]
    public static GeoPoint Point(double latitude, double longitude, ref RowFault fault)
    {
        var point = new GeoPoint(latitude, longitude);
        fault = point.IsValid ? fault : RowFault.InvalidArgument;
        return point;
    }

    [SqlFunction("latitude")]
    public static double Latitude(GeoPoint point) => point.Latitude;

    [SqlFunction("longitude")]
    public static double Longitude(GeoPoint point) => point.Longitude;

    /// <summary>Great-circle distance in metres, on a sphere.</summary>
    [SqlFunction("distance")]
    public static double Distance(GeoPoint from, GeoPoint to)
    {
        var (latitude1, latitude2) = (double.DegreesToRadians(from.Latitude), double.DegreesToRadians(to.Latitude));
        var sinLatitude = Math.Sin((latitude2 - latitude1) / 2);
        var sinLongitude = Math.Sin(double.DegreesToRadians(to.Longitude - from.Longitude) / 2);
        var a = (sinLatitude * sinLatitude) + (Math.Cos(latitude1) * Math.Cos(latitude2) * sinLongitude * sinLongitude);
        return 2 * Radius * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    /// <summary>The geohash cell that holds the point. Six characters are about 1.2 by 0.6 km.</summary>
    /// <param name="level">Characters of the geohash, 1 to 12.</param>
    [SqlFunction("cell")]
    public static Utf8Text Cell(GeoPoint point, int level, TextArena arena, ref RowFault fault)
    {
        if (level is < 1 or > 12)
        {
            fault = RowFault.InvalidArgument;
            return default;
        }

        var room = arena.Allocate(level, out var cell);
        var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0);
        var isLongitude = true;
        for (var i = 0; i < level; i++)
        {
            var digit = 0;
            for (var bit = 0; bit < 5; bit++, isLongitude = !isLongitude)
            {
                digit <<= 1;
                ref var low = ref isLongitude ? ref west : ref south;
                ref var high = ref isLongitude ? ref east : ref north;
                var middle = (low + high) / 2;
                if ((isLongitude ? point.Longitude : point.Latitude) >= middle)
                {
                    digit |= 1;
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            room[i] = Base32[digit];
        }

        return cell;
    }
}
