using System.Buffers.Text;
using System.Globalization;
using System.Reflection;
using System.Text;
using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>CAST. A value that the target cannot hold is a fault.</summary>
internal static class Casts
{
    private const long MicrosADay = 86_400_000_000;

    private static readonly Dictionary<(TypeKind From, TypeKind To), MethodInfo> Methods = new()
    {
        [(TypeKind.Integer, TypeKind.BigInt)] = Of(nameof(IntegerToBigInt)),
        [(TypeKind.Integer, TypeKind.Double)] = Of(nameof(IntegerToDouble)),
        [(TypeKind.BigInt, TypeKind.Double)] = Of(nameof(BigIntToDouble)),
        [(TypeKind.BigInt, TypeKind.Integer)] = Of(nameof(BigIntToInteger)),
        [(TypeKind.Double, TypeKind.Integer)] = Of(nameof(DoubleToInteger)),
        [(TypeKind.Double, TypeKind.BigInt)] = Of(nameof(DoubleToBigInt)),
        [(TypeKind.Varchar, TypeKind.Integer)] = Of(nameof(TextToInteger)),
        [(TypeKind.Varchar, TypeKind.BigInt)] = Of(nameof(TextToBigInt)),
        [(TypeKind.Varchar, TypeKind.Double)] = Of(nameof(TextToDouble)),
        [(TypeKind.Varchar, TypeKind.Boolean)] = Of(nameof(TextToBoolean)),
        [(TypeKind.Integer, TypeKind.Varchar)] = Of(nameof(IntegerToText)),
        [(TypeKind.BigInt, TypeKind.Varchar)] = Of(nameof(BigIntToText)),
        [(TypeKind.Double, TypeKind.Varchar)] = Of(nameof(DoubleToText)),
        [(TypeKind.Boolean, TypeKind.Varchar)] = Of(nameof(BooleanToText)),
        [(TypeKind.Boolean, TypeKind.Integer)] = Of(nameof(BooleanToInteger)),
        [(TypeKind.Timestamp, TypeKind.Date)] = Of(nameof(TimestampToDate)),
        [(TypeKind.Date, TypeKind.Timestamp)] = Of(nameof(DateToTimestamp)),
        [(TypeKind.Timestamp, TypeKind.Varchar)] = Of(nameof(TimestampToText)),
        [(TypeKind.Date, TypeKind.Varchar)] = Of(nameof(DateToText)),
    };

    public static bool Exists(TypeKind from, TypeKind to) => Methods.ContainsKey((from, to));

    public static MethodInfo Method(TypeKind from, TypeKind to) => Methods[(from, to)];

    private static MethodInfo Of(string name) => typeof(Casts).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private static long IntegerToBigInt(int value) => value;

    private static double IntegerToDouble(int value) => value;

    private static double BigIntToDouble(long value) => value;

    private static int BooleanToInteger(bool value) => value ? 1 : 0;

    private static int BigIntToInteger(long value, ref RowFault fault)
    {
        fault = value != (int)value ? RowFault.Overflow : fault;
        return (int)value;
    }

    private static int DoubleToInteger(double value, ref RowFault fault)
    {
        var whole = Math.Truncate(value);
        fault = whole is >= int.MinValue and <= int.MaxValue ? fault : RowFault.Overflow;
        return fault == RowFault.None ? (int)whole : 0;
    }

    private static long DoubleToBigInt(double value, ref RowFault fault)
    {
        fault = value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? fault : RowFault.Overflow;
        return fault == RowFault.None ? (long)value : 0;
    }

    private static int TextToInteger(Utf8Text text, ref RowFault fault) => BigIntToInteger(TextToBigInt(text, ref fault), ref fault);

    private static long TextToBigInt(Utf8Text text, ref RowFault fault)
    {
        var trimmed = text.Span.Trim((byte)' ');
        if (!Utf8Parser.TryParse(trimmed, out long value, out var used) || used != trimmed.Length)
        {
            fault = RowFault.CastFailed;
        }

        return value;
    }

    private static double TextToDouble(Utf8Text text, ref RowFault fault)
    {
        if (!double.TryParse(text.Span.Trim((byte)' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            fault = RowFault.CastFailed;
        }

        return value;
    }

    private static bool TextToBoolean(Utf8Text text, ref RowFault fault)
    {
        switch (text.ToString().Trim().ToLowerInvariant())
        {
            case "true" or "t" or "1":
                return true;
            case "false" or "f" or "0":
                return false;
            default:
                fault = RowFault.CastFailed;
                return false;
        }
    }

    private static Utf8Text IntegerToText(int value, TextArena arena) => BigIntToText(value, arena);

    private static Utf8Text BigIntToText(long value, TextArena arena) => Copy(value.ToString(CultureInfo.InvariantCulture), arena);

    /// <summary>The shortest text that reads back the same, with at least one decimal.</summary>
    private static Utf8Text DoubleToText(double value, TextArena arena)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return Copy(double.IsFinite(value) && text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text, arena);
    }

    private static Utf8Text BooleanToText(bool value, TextArena arena) => Copy(value ? "TRUE" : "FALSE", arena);

    private static int TimestampToDate(long value) => (int)(TimeFunctions.Floor(value, MicrosADay) / MicrosADay);

    private static long DateToTimestamp(int value) => value * MicrosADay;

    private static Utf8Text TimestampToText(long value, TextArena arena) =>
        Copy(new EventTime(value).ToString().TrimEnd('Z').Replace('T', ' '), arena);

    private static Utf8Text DateToText(int value, TextArena arena) =>
        Copy(new EventTime(value * MicrosADay).ToDateTimeOffset().ToString("yyyy-MM-dd"), arena);

    private static Utf8Text Copy(string text, TextArena arena)
    {
        Encoding.UTF8.GetBytes(text, arena.Allocate(Encoding.UTF8.GetByteCount(text), out var copy));
        return copy;
    }
}
