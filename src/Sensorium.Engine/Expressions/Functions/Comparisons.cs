using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>
/// The comparison operators. Doubles compare as IEEE 754 says: NaN is neither equal to, less than nor greater than anything, −0 = +0.
/// Text and bytes compare byte by byte, which for UTF-8 is by code point. FALSE &lt; TRUE.
/// </summary>
internal static class Comparisons
{
    [SqlFunction("=(boolean, boolean) boolean", "Whether both are equal.")]
    public static bool Equal(bool left, bool right) => left == right;

    [SqlFunction("=(int, int) boolean")]
    [SqlFunction("=(date, date) boolean")]
    public static bool Equal(int left, int right) => left == right;

    [SqlFunction("=(bigint, bigint) boolean")]
    [SqlFunction("=(timestamp, timestamp) boolean")]
    [SqlFunction("=(interval, interval) boolean")]
    public static bool Equal(long left, long right) => left == right;

    [SqlFunction("=(double, double) boolean")]
    public static bool Equal(double left, double right) => left == right;

    [SqlFunction("=(varchar, varchar) boolean")]
    [SqlFunction("=(binary, binary) boolean")]
    public static bool Equal(Utf8Text left, Utf8Text right) => left == right;

    [SqlFunction("=(point, point) boolean")]
    public static bool Equal(GeoPoint left, GeoPoint right) =>
        left.Latitude == right.Latitude && left.Longitude == right.Longitude;

    [SqlFunction("<>(boolean, boolean) boolean", "Whether they differ.")]
    public static bool NotEqual(bool left, bool right) => left != right;

    [SqlFunction("<>(int, int) boolean")]
    [SqlFunction("<>(date, date) boolean")]
    public static bool NotEqual(int left, int right) => left != right;

    [SqlFunction("<>(bigint, bigint) boolean")]
    [SqlFunction("<>(timestamp, timestamp) boolean")]
    [SqlFunction("<>(interval, interval) boolean")]
    public static bool NotEqual(long left, long right) => left != right;

    [SqlFunction("<>(double, double) boolean")]
    public static bool NotEqual(double left, double right) => left != right;

    [SqlFunction("<>(varchar, varchar) boolean")]
    [SqlFunction("<>(binary, binary) boolean")]
    public static bool NotEqual(Utf8Text left, Utf8Text right) => left != right;

    [SqlFunction("<>(point, point) boolean")]
    public static bool NotEqual(GeoPoint left, GeoPoint right) =>
        !(left.Latitude == right.Latitude && left.Longitude == right.Longitude);

    [SqlFunction("<(boolean, boolean) boolean", "Whether the first comes before the second.")]
    public static bool Less(bool left, bool right) => !left && right;

    [SqlFunction("<(int, int) boolean")]
    [SqlFunction("<(date, date) boolean")]
    public static bool Less(int left, int right) => left < right;

    [SqlFunction("<(bigint, bigint) boolean")]
    [SqlFunction("<(timestamp, timestamp) boolean")]
    [SqlFunction("<(interval, interval) boolean")]
    public static bool Less(long left, long right) => left < right;

    [SqlFunction("<(double, double) boolean")]
    public static bool Less(double left, double right) => left < right;

    [SqlFunction("<(varchar, varchar) boolean")]
    [SqlFunction("<(binary, binary) boolean")]
    public static bool Less(Utf8Text left, Utf8Text right) => left < right;

    [SqlFunction("<=(boolean, boolean) boolean", "Whether the first does not come after the second.")]
    public static bool LessOrEqual(bool left, bool right) => !left || right;

    [SqlFunction("<=(int, int) boolean")]
    [SqlFunction("<=(date, date) boolean")]
    public static bool LessOrEqual(int left, int right) => left <= right;

    [SqlFunction("<=(bigint, bigint) boolean")]
    [SqlFunction("<=(timestamp, timestamp) boolean")]
    [SqlFunction("<=(interval, interval) boolean")]
    public static bool LessOrEqual(long left, long right) => left <= right;

    [SqlFunction("<=(double, double) boolean")]
    public static bool LessOrEqual(double left, double right) => left <= right;

    [SqlFunction("<=(varchar, varchar) boolean")]
    [SqlFunction("<=(binary, binary) boolean")]
    public static bool LessOrEqual(Utf8Text left, Utf8Text right) => left <= right;

    [SqlFunction(">(boolean, boolean) boolean", "Whether the first comes after the second.")]
    public static bool Greater(bool left, bool right) => left && !right;

    [SqlFunction(">(int, int) boolean")]
    [SqlFunction(">(date, date) boolean")]
    public static bool Greater(int left, int right) => left > right;

    [SqlFunction(">(bigint, bigint) boolean")]
    [SqlFunction(">(timestamp, timestamp) boolean")]
    [SqlFunction(">(interval, interval) boolean")]
    public static bool Greater(long left, long right) => left > right;

    [SqlFunction(">(double, double) boolean")]
    public static bool Greater(double left, double right) => left > right;

    [SqlFunction(">(varchar, varchar) boolean")]
    [SqlFunction(">(binary, binary) boolean")]
    public static bool Greater(Utf8Text left, Utf8Text right) => left > right;

    [SqlFunction(">=(boolean, boolean) boolean", "Whether the first does not come before the second.")]
    public static bool GreaterOrEqual(bool left, bool right) => left || !right;

    [SqlFunction(">=(int, int) boolean")]
    [SqlFunction(">=(date, date) boolean")]
    public static bool GreaterOrEqual(int left, int right) => left >= right;

    [SqlFunction(">=(bigint, bigint) boolean")]
    [SqlFunction(">=(timestamp, timestamp) boolean")]
    [SqlFunction(">=(interval, interval) boolean")]
    public static bool GreaterOrEqual(long left, long right) => left >= right;

    [SqlFunction(">=(double, double) boolean")]
    public static bool GreaterOrEqual(double left, double right) => left >= right;

    [SqlFunction(">=(varchar, varchar) boolean")]
    [SqlFunction(">=(binary, binary) boolean")]
    public static bool GreaterOrEqual(Utf8Text left, Utf8Text right) => left >= right;
}
