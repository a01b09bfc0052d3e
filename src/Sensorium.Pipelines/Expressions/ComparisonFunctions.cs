using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>Comparisons. Doubles compare as IEEE 754 has it; text by code point.</summary>
internal static class ComparisonFunctions
{
    [SqlFunction("=")]
    [SqlFunction("=", "Boolean(Date, Date)")]
    public static bool Equal(int left, int right) => left == right;

    [SqlFunction("=")]
    [SqlFunction("=", "Boolean(Timestamp, Timestamp)")]
    [SqlFunction("=", "Boolean(Interval, Interval)")]
    public static bool Equal(long left, long right) => left == right;

    [SqlFunction("=")]
    public static bool Equal(double left, double right) => left == right;

    [SqlFunction("=")]
    public static bool Equal(Utf8Text left, Utf8Text right) => left == right;

    [SqlFunction("=")]
    public static bool Equal(bool left, bool right) => left == right;

    [SqlFunction("<>")]
    [SqlFunction("<>", "Boolean(Date, Date)")]
    public static bool NotEqual(int left, int right) => left != right;

    [SqlFunction("<>")]
    [SqlFunction("<>", "Boolean(Timestamp, Timestamp)")]
    [SqlFunction("<>", "Boolean(Interval, Interval)")]
    public static bool NotEqual(long left, long right) => left != right;

    [SqlFunction("<>")]
    public static bool NotEqual(double left, double right) => left != right;

    [SqlFunction("<>")]
    public static bool NotEqual(Utf8Text left, Utf8Text right) => left != right;

    [SqlFunction("<>")]
    public static bool NotEqual(bool left, bool right) => left != right;

    [SqlFunction("<")]
    [SqlFunction("<", "Boolean(Date, Date)")]
    public static bool Less(int left, int right) => left < right;

    [SqlFunction("<")]
    [SqlFunction("<", "Boolean(Timestamp, Timestamp)")]
    [SqlFunction("<", "Boolean(Interval, Interval)")]
    public static bool Less(long left, long right) => left < right;

    [SqlFunction("<")]
    public static bool Less(double left, double right) => left < right;

    [SqlFunction("<")]
    public static bool Less(Utf8Text left, Utf8Text right) => left < right;

    [SqlFunction("<=")]
    [SqlFunction("<=", "Boolean(Date, Date)")]
    public static bool LessOrEqual(int left, int right) => left <= right;

    [SqlFunction("<=")]
    [SqlFunction("<=", "Boolean(Timestamp, Timestamp)")]
    [SqlFunction("<=", "Boolean(Interval, Interval)")]
    public static bool LessOrEqual(long left, long right) => left <= right;

    [SqlFunction("<=")]
    public static bool LessOrEqual(double left, double right) => left <= right;

    [SqlFunction("<=")]
    public static bool LessOrEqual(Utf8Text left, Utf8Text right) => left <= right;

    [SqlFunction(">")]
    [SqlFunction(">", "Boolean(Date, Date)")]
    public static bool Greater(int left, int right) => left > right;

    [SqlFunction(">")]
    [SqlFunction(">", "Boolean(Timestamp, Timestamp)")]
    [SqlFunction(">", "Boolean(Interval, Interval)")]
    public static bool Greater(long left, long right) => left > right;

    [SqlFunction(">")]
    public static bool Greater(double left, double right) => left > right;

    [SqlFunction(">")]
    public static bool Greater(Utf8Text left, Utf8Text right) => left > right;

    [SqlFunction(">=")]
    [SqlFunction(">=", "Boolean(Date, Date)")]
    public static bool GreaterOrEqual(int left, int right) => left >= right;

    [SqlFunction(">=")]
    [SqlFunction(">=", "Boolean(Timestamp, Timestamp)")]
    [SqlFunction(">=", "Boolean(Interval, Interval)")]
    public static bool GreaterOrEqual(long left, long right) => left >= right;

    [SqlFunction(">=")]
    public static bool GreaterOrEqual(double left, double right) => left >= right;

    [SqlFunction(">=")]
    public static bool GreaterOrEqual(Utf8Text left, Utf8Text right) => left >= right;
}
