using System.Buffers.Text;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>Functions of places, on a sphere of the earth's mean radius; an error of up to 0.5 % against the ellipsoid.</summary>
internal static class GeoFunctions
{
    private const double Radius = 6_371_008.8;
    private const int FinestCell = 12;

    [SqlFunction(
        "point(double, double) point", "A place from latitude (−90 to 90) and longitude (−180 to 180) in degrees; anything else fails.")]
    public static GeoPoint Point(double latitude, double longitude, ref RowFault fault)
    {
        var point = new GeoPoint(latitude, longitude);
        if (!point.IsValid)
        {
            fault = RowFault.InvalidArgument;
        }

        return point;
    }

    [SqlFunction("latitude(point) double", "The latitude of a place in degrees.")]
    public static double Latitude(GeoPoint point) => point.Latitude;

    [SqlFunction("longitude(point) double", "The longitude of a place in degrees.")]
    public static double Longitude(GeoPoint point) => point.Longitude;

    [SqlFunction("distance(point, point) double", "Metres between two places along the great circle (haversine, radius 6371008.8 m).")]
    public static double Distance(GeoPoint from, GeoPoint to)
    {
        var latitude = Math.Sin(MathFunctions.Radians(to.Latitude - from.Latitude) / 2);
        var longitude = Math.Sin(MathFunctions.Radians(to.Longitude - from.Longitude) / 2);
        var square = (latitude * latitude)
            + (Math.Cos(MathFunctions.Radians(from.Latitude)) * Math.Cos(MathFunctions.Radians(to.Latitude)) * longitude * longitude);
        return 2 * Radius * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }

    [SqlFunction(
        "bearing(point, point) double",
        "The direction in which one sets out from the first place to the second: degrees clockwise from north, 0 to below 360.")]
    public static double Bearing(GeoPoint from, GeoPoint to)
    {
        var turn = MathFunctions.Radians(to.Longitude - from.Longitude);
        var (fromLatitude, toLatitude) = (MathFunctions.Radians(from.Latitude), MathFunctions.Radians(to.Latitude));
        var y = Math.Sin(turn) * Math.Cos(toLatitude);
        var x = (Math.Cos(fromLatitude) * Math.Sin(toLatitude)) - (Math.Sin(fromLatitude) * Math.Cos(toLatitude) * Math.Cos(turn));
        var degrees = MathFunctions.Degrees(Math.Atan2(y, x));
        degrees = degrees < 0 ? degrees + 360 : degrees;
        return degrees >= 360 ? 0 : degrees;
    }

    [SqlFunction(
        "cell(point, int) varchar",
        "The geohash cell a place lies in, with 1 to 12 letters: 5 are about 5 km, 6 about 1 km, 7 about 150 m.")]
    public static Utf8Text Cell(GeoPoint point, int level, TextArena arena, ref RowFault fault)
    {
        if (level is < 1 or > FinestCell)
        {
            fault = RowFault.InvalidArgument;
            return default;
        }

        var room = arena.Allocate(level, out var text);
        var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0);
        for (var letter = 0; letter < level; letter++)
        {
            var index = 0;
            for (var bit = 0; bit < 5; bit++)
            {
                // Longitude and latitude take turns, through the letters.
                if (((letter * 5) + bit) % 2 == 0)
                {
                    var middle = (west + east) / 2;
                    var upper = point.Longitude >= middle;
                    index = (index << 1) | (upper ? 1 : 0);
                    (west, east) = upper ? (middle, east) : (west, middle);
                }
                else
                {
                    var middle = (south + north) / 2;
                    var upper = point.Latitude >= middle;
                    index = (index << 1) | (upper ? 1 : 0);
                    (south, north) = upper ? (middle, north) : (south, middle);
                }
            }

            room[letter] = "0123456789bcdefghjkmnpqrstuvwxyz"u8[index];
        }

        return text;
    }

    [SqlFunction(
        "within_box(point, double, double, double, double) boolean",
        "Whether a place lies between south and north and between west and east, edges included; a box whose west is greater than its "
            + "east crosses the date line.")]
    public static bool WithinBox(GeoPoint point, double south, double west, double north, double east) =>
        point.Latitude >= south && point.Latitude <= north
        && (west <= east
            ? point.Longitude >= west && point.Longitude <= east
            : point.Longitude >= west || point.Longitude <= east);

    /// <summary>Well-known text, longitude first: <c>POINT (11.97 57.7)</c>.</summary>
    internal static Utf8Text Format(GeoPoint point, TextArena arena)
    {
        var room = arena.Allocate(80, out var text);
        "POINT ("u8.CopyTo(room);
        var used = "POINT ("u8.Length;
        Utf8Formatter.TryFormat(point.Longitude, room[used..], out var written);
        used += written;
        room[used++] = (byte)' ';
        Utf8Formatter.TryFormat(point.Latitude, room[used..], out written);
        used += written;
        room[used++] = (byte)')';
        return arena.Shorten(text, used);
    }
}
