using System.Reflection;
using System.Text.Unicode;
using Sensorium.Core;
using Sensorium.Core.Time;
using Sensorium.Engine.Expressions.Functions;

namespace Sensorium.Engine.Expressions;

/// <summary>
/// CAST between types. A value that cannot be cast is a fault: <see cref="RowFault.CastFailed"/> for text that is none of the target's,
/// <see cref="RowFault.Overflow"/> for a number that does not fit. TRY_CAST makes it null instead.
/// </summary>
public static class Casts
{
    private static readonly Dictionary<(TypeKind From, TypeKind To), MethodInfo> Methods = Collect();

    /// <summary>All casts there are, a type to itself left out: those of <see cref="CastRules"/>.</summary>
    internal static IEnumerable<(TypeKind From, TypeKind To)> Defined => Methods.Keys;

    internal static MethodInfo Method(TypeKind from, TypeKind to) => Methods[(from, to)];

    private static Dictionary<(TypeKind From, TypeKind To), MethodInfo> Collect()
    {
        var methods = new Dictionary<(TypeKind, TypeKind), MethodInfo>();
        foreach (var method in typeof(Casts).GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
        {
            foreach (var cast in method.GetCustomAttributes<CastAttribute>())
            {
                methods.Add((cast.From, cast.To), method);
            }
        }

        return methods;
    }

    [Cast(TypeKind.Boolean, TypeKind.Integer)]
    internal static int ToInteger(bool value) => value ? 1 : 0;

    [Cast(TypeKind.BigInt, TypeKind.Integer)]
    internal static int ToInteger(long value, ref RowFault fault)
    {
        if (value != (int)value)
        {
            fault = RowFault.Overflow;
        }

        return (int)value;
    }

    [Cast(TypeKind.Double, TypeKind.Integer)]
    internal static int ToInteger(double value, ref RowFault fault)
    {
        // Cutting comes first: 2147483647.9 is in range. NaN fails both comparisons.
        if (!(value > -2147483649.0 && value < 2147483648.0))
        {
            fault = RowFault.Overflow;
            return 0;
        }

        return (int)value;
    }

    [Cast(TypeKind.Varchar, TypeKind.Integer)]
    internal static int ToInteger(Utf8Text text, ref RowFault fault)
    {
        if (!NumberTexts.TryParse(text.Span, out long value) || value != (int)value)
        {
            fault = RowFault.CastFailed;
        }

        return (int)value;
    }

    [Cast(TypeKind.Boolean, TypeKind.BigInt)]
    internal static long ToBigInt(bool value) => value ? 1 : 0;

    [Cast(TypeKind.Integer, TypeKind.BigInt)]
    internal static long ToBigInt(int value) => value;

    [Cast(TypeKind.Double, TypeKind.BigInt)]
    internal static long ToBigInt(double value, ref RowFault fault)
    {
        if (!(value >= -9223372036854775808.0 && value < 9223372036854775808.0))
        {
            fault = RowFault.Overflow;
            return 0;
        }

        return (long)value;
    }

    [Cast(TypeKind.Varchar, TypeKind.BigInt)]
    internal static long ToBigInt(Utf8Text text, ref RowFault fault)
    {
        if (!NumberTexts.TryParse(text.Span, out long value))
        {
            fault = RowFault.CastFailed;
        }

        return value;
    }

    [Cast(TypeKind.Boolean, TypeKind.Double)]
    internal static double ToDouble(bool value) => value ? 1 : 0;

    [Cast(TypeKind.Integer, TypeKind.Double)]
    internal static double ToDouble(int value) => value;

    [Cast(TypeKind.BigInt, TypeKind.Double)]
    internal static double ToDouble(long value) => value;

    [Cast(TypeKind.Varchar, TypeKind.Double)]
    internal static double ToDouble(Utf8Text text, ref RowFault fault)
    {
        if (!NumberTexts.TryParse(text.Span, out double value))
        {
            fault = RowFault.CastFailed;
        }

        return value;
    }

    [Cast(TypeKind.Integer, TypeKind.Boolean)]
    internal static bool ToBoolean(int value) => value != 0;

    [Cast(TypeKind.BigInt, TypeKind.Boolean)]
    internal static bool ToBoolean(long value) => value != 0;

    [Cast(TypeKind.Double, TypeKind.Boolean)]
    internal static bool ToBoolean(double value) => value != 0;

    [Cast(TypeKind.Varchar, TypeKind.Boolean)]
    internal static bool ToBoolean(Utf8Text text, ref RowFault fault)
    {
        Span<byte> lower = stackalloc byte[5];
        var trimmed = text.Span.Trim((byte)' ');
        if (trimmed.Length <= lower.Length)
        {
            System.Text.Ascii.ToLower(trimmed, lower, out var length);
            ReadOnlySpan<byte> word = lower[..length];
            if (word.SequenceEqual("true"u8) || word.SequenceEqual("t"u8) || word.SequenceEqual("yes"u8) || word.SequenceEqual("y"u8)
                || word.SequenceEqual("1"u8))
            {
                return true;
            }

            if (word.SequenceEqual("false"u8) || word.SequenceEqual("f"u8) || word.SequenceEqual("no"u8) || word.SequenceEqual("n"u8)
                || word.SequenceEqual("0"u8))
            {
                return false;
            }
        }

        fault = RowFault.CastFailed;
        return false;
    }

    [Cast(TypeKind.Boolean, TypeKind.Varchar)]
    internal static Utf8Text ToText(bool value, TextArena arena) => arena.Copy(value ? "TRUE"u8 : "FALSE"u8);

    [Cast(TypeKind.Integer, TypeKind.Varchar)]
    internal static Utf8Text ToText(int value, TextArena arena) => NumberTexts.Format((long)value, arena);

    [Cast(TypeKind.BigInt, TypeKind.Varchar)]
    internal static Utf8Text ToText(long value, TextArena arena) => NumberTexts.Format(value, arena);

    [Cast(TypeKind.Double, TypeKind.Varchar)]
    internal static Utf8Text ToText(double value, TextArena arena) => NumberTexts.Format(value, arena);

    [Cast(TypeKind.Date, TypeKind.Varchar)]
    internal static Utf8Text DateToText(int date, TextArena arena) => TimeTexts.FormatDate(date, arena);

    [Cast(TypeKind.Timestamp, TypeKind.Varchar)]
    internal static Utf8Text TimestampToText(long instant, TextArena arena) => TimeTexts.FormatTimestamp(instant, arena);

    [Cast(TypeKind.Interval, TypeKind.Varchar)]
    internal static Utf8Text IntervalToText(long interval, TextArena arena) => TimeTexts.FormatInterval(interval, arena);

    [Cast(TypeKind.Point, TypeKind.Varchar)]
    internal static Utf8Text ToText(GeoPoint point, TextArena arena) => GeoFunctions.Format(point, arena);

    [Cast(TypeKind.Binary, TypeKind.Varchar)]
    internal static Utf8Text ToText(Utf8Text bytes, ref RowFault fault)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            fault = RowFault.CastFailed;
        }

        return bytes;
    }

    [Cast(TypeKind.Varchar, TypeKind.Binary)]
    internal static Utf8Text ToBinary(Utf8Text text) => text;

    [Cast(TypeKind.Varchar, TypeKind.Date)]
    internal static int ToDate(Utf8Text text, ref RowFault fault)
    {
        if (!TimeText.TryParse(text.Span, out int date))
        {
            fault = RowFault.CastFailed;
        }

        return date;
    }

    [Cast(TypeKind.Timestamp, TypeKind.Date)]
    internal static int ToDate(long instant) => (int)Calendar.DayOf(instant);

    [Cast(TypeKind.Date, TypeKind.Timestamp)]
    internal static long ToTimestamp(int date, ref RowFault fault) => Arithmetic.Multiply(date, Calendar.MicrosPerDay, ref fault);

    [Cast(TypeKind.Varchar, TypeKind.Timestamp)]
    internal static long ToTimestamp(Utf8Text text, ref RowFault fault)
    {
        if (!TimeText.TryParse(text.Span, out long instant))
        {
            fault = RowFault.CastFailed;
        }

        return instant;
    }
}
