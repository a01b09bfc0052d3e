using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>
/// Functions of numbers. Those of doubles never fail: outside their domain they give NaN or an infinity. Square root, rounding and the
/// arithmetic operators are exactly rounded, so equal everywhere; the transcendental ones come from the platform's mathematics library and
/// may differ in the last digit between platforms.
/// </summary>
internal static class MathFunctions
{
    [SqlFunction("abs(int) int", "The number without its sign.")]
    public static int Abs(int value, ref RowFault fault) => value < 0 ? Arithmetic.Negate(value, ref fault) : value;

    [SqlFunction("abs(bigint) bigint")]
    [SqlFunction("abs(interval) interval")]
    public static long Abs(long value, ref RowFault fault) => value < 0 ? Arithmetic.Negate(value, ref fault) : value;

    [SqlFunction("abs(double) double")]
    public static double Abs(double value) => Math.Abs(value);

    [SqlFunction("sign(int) int", "−1, 0 or 1; of a double also −0.0 and NaN as they are.")]
    public static int Sign(int value) => Math.Sign(value);

    [SqlFunction("sign(bigint) bigint")]
    public static long Sign(long value) => Math.Sign(value);

    [SqlFunction("sign(double) double")]
    public static double Sign(double value) => value > 0 ? 1 : value < 0 ? -1 : value;

    [SqlFunction("sqrt(double) double", "Square root.")]
    public static double SquareRoot(double value) => Math.Sqrt(value);

    [SqlFunction("cbrt(double) double", "Cube root.")]
    public static double CubeRoot(double value) => Math.Cbrt(value);

    [SqlFunction("power(double, double) double", "The first number to the power of the second.")]
    [SqlFunction("pow(double, double) double")]
    public static double Power(double value, double exponent) => Math.Pow(value, exponent);

    [SqlFunction("exp(double) double", "e to the power of the number.")]
    public static double Exp(double value) => Math.Exp(value);

    [SqlFunction("ln(double) double", "Natural logarithm.")]
    [SqlFunction("log(double) double", "Natural logarithm; with two arguments, the logarithm of the second to the base of the first.")]
    public static double Ln(double value) => Math.Log(value);

    [SqlFunction("log(double, double) double")]
    public static double Log(double @base, double value) => Math.Log(value) / Math.Log(@base);

    [SqlFunction("log10(double) double", "Logarithm to the base 10.")]
    public static double Log10(double value) => Math.Log10(value);

    [SqlFunction("log2(double) double", "Logarithm to the base 2.")]
    public static double Log2(double value) => Math.Log2(value);

    [SqlFunction("sin(double) double", "Sine of an angle in radians.")]
    public static double Sin(double value) => Math.Sin(value);

    [SqlFunction("cos(double) double", "Cosine of an angle in radians.")]
    public static double Cos(double value) => Math.Cos(value);

    [SqlFunction("tan(double) double", "Tangent of an angle in radians.")]
    public static double Tan(double value) => Math.Tan(value);

    [SqlFunction("cot(double) double", "Cotangent of an angle in radians.")]
    public static double Cot(double value) => 1 / Math.Tan(value);

    [SqlFunction("asin(double) double", "Angle in radians of a sine.")]
    public static double Asin(double value) => Math.Asin(value);

    [SqlFunction("acos(double) double", "Angle in radians of a cosine.")]
    public static double Acos(double value) => Math.Acos(value);

    [SqlFunction("atan(double) double", "Angle in radians of a tangent.")]
    public static double Atan(double value) => Math.Atan(value);

    [SqlFunction("atan2(double, double) double", "Angle in radians of the point (x, y), given y first.")]
    public static double Atan2(double y, double x) => Math.Atan2(y, x);

    [SqlFunction("sinh(double) double", "Hyperbolic sine.")]
    public static double Sinh(double value) => Math.Sinh(value);

    [SqlFunction("cosh(double) double", "Hyperbolic cosine.")]
    public static double Cosh(double value) => Math.Cosh(value);

    [SqlFunction("tanh(double) double", "Hyperbolic tangent.")]
    public static double Tanh(double value) => Math.Tanh(value);

    [SqlFunction("degrees(double) double", "Radians as degrees.")]
    public static double Degrees(double radians) => radians * 180 / Math.PI;

    [SqlFunction("radians(double) double", "Degrees as radians.")]
    public static double Radians(double degrees) => degrees / 180 * Math.PI;

    [SqlFunction("pi() double", "3.141592653589793.")]
    public static double Pi() => Math.PI;

    [SqlFunction("e() double", "2.718281828459045.")]
    public static double E() => Math.E;

    [SqlFunction("is_nan(double) boolean", "Whether the number is NaN.")]
    public static bool IsNaN(double value) => double.IsNaN(value);

    [SqlFunction("is_finite(double) boolean", "Whether the number is neither NaN nor infinite.")]
    public static bool IsFinite(double value) => double.IsFinite(value);

    [SqlFunction("greatest(int...) int", "The largest of the values; NULL if one of them is. NaN is the largest number, −0 < +0.")]
    [SqlFunction("greatest(date...) date")]
    public static int Greatest(int[] values, int count) => values.AsSpan(0, count).Max();

    [SqlFunction("greatest(bigint...) bigint")]
    [SqlFunction("greatest(timestamp...) timestamp")]
    [SqlFunction("greatest(interval...) interval")]
    public static long Greatest(long[] values, int count) => values.AsSpan(0, count).Max();

    [SqlFunction("greatest(double...) double")]
    public static double Greatest(double[] values, int count)
    {
        var best = values[0];
        for (var i = 1; i < count; i++)
        {
            best = TotalOrder(values[i]) > TotalOrder(best) ? values[i] : best;
        }

        return best;
    }

    [SqlFunction("greatest(varchar...) varchar")]
    public static Utf8Text Greatest(Utf8Text[] values, int count)
    {
        var best = values[0];
        for (var i = 1; i < count; i++)
        {
            best = values[i] > best ? values[i] : best;
        }

        return best;
    }

    [SqlFunction("least(int...) int", "The smallest of the values; NULL if one of them is. NaN is the largest number, −0 < +0.")]
    [SqlFunction("least(date...) date")]
    public static int Least(int[] values, int count) => values.AsSpan(0, count).Min();

    [SqlFunction("least(bigint...) bigint")]
    [SqlFunction("least(timestamp...) timestamp")]
    [SqlFunction("least(interval...) interval")]
    public static long Least(long[] values, int count) => values.AsSpan(0, count).Min();

    [SqlFunction("least(double...) double")]
    public static double Least(double[] values, int count)
    {
        var best = values[0];
        for (var i = 1; i < count; i++)
        {
            best = TotalOrder(values[i]) < TotalOrder(best) ? values[i] : best;
        }

        return best;
    }

    [SqlFunction("least(varchar...) varchar")]
    public static Utf8Text Least(Utf8Text[] values, int count)
    {
        var best = values[0];
        for (var i = 1; i < count; i++)
        {
            best = values[i] < best ? values[i] : best;
        }

        return best;
    }

    private static int Max(this Span<int> values)
    {
        var best = values[0];
        foreach (var value in values)
        {
            best = Math.Max(best, value);
        }

        return best;
    }

    private static long Max(this Span<long> values)
    {
        var best = values[0];
        foreach (var value in values)
        {
            best = Math.Max(best, value);
        }

        return best;
    }

    private static int Min(this Span<int> values)
    {
        var best = values[0];
        foreach (var value in values)
        {
            best = Math.Min(best, value);
        }

        return best;
    }

    private static long Min(this Span<long> values)
    {
        var best = values[0];
        foreach (var value in values)
        {
            best = Math.Min(best, value);
        }

        return best;
    }

    /// <summary>Numbers ordered as −∞ … −0, +0 … ∞, NaN whatever its sign and payload.</summary>
    private static long TotalOrder(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return double.IsNaN(value) ? long.MaxValue : bits ^ ((bits >> 63) & long.MaxValue);
    }
}
