using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>Numbers. Integer results that do not fit and divisions by zero are faults; doubles follow IEEE 754 but for division by zero.</summary>
internal static class ArithmeticFunctions
{
    [SqlFunction("+")]
    public static int Add(int left, int right, ref RowFault fault) => Fit((long)left + right, ref fault);

    [SqlFunction("+")]
    [SqlFunction("+", "Interval(Interval, Interval)")]
    [SqlFunction("+", "Timestamp(Timestamp, Interval)")]
    [SqlFunction("+", "Timestamp(Interval, Timestamp)")]
    public static long Add(long left, long right, ref RowFault fault)
    {
        var sum = unchecked(left + right);
        fault = ((left ^ sum) & (right ^ sum)) < 0 ? RowFault.Overflow : fault;
        return sum;
    }

    [SqlFunction("+")]
    public static double Add(double left, double right) => left + right;

    [SqlFunction("-")]
    public static int Subtract(int left, int right, ref RowFault fault) => Fit((long)left - right, ref fault);

    [SqlFunction("-")]
    [SqlFunction("-", "Interval(Interval, Interval)")]
    [SqlFunction("-", "Timestamp(Timestamp, Interval)")]
    [SqlFunction("-", "Interval(Timestamp, Timestamp)")]
    public static long Subtract(long left, long right, ref RowFault fault)
    {
        var difference = unchecked(left - right);
        fault = ((left ^ right) & (left ^ difference)) < 0 ? RowFault.Overflow : fault;
        return difference;
    }

    [SqlFunction("-")]
    public static double Subtract(double left, double right) => left - right;

    [SqlFunction("*")]
    public static int Multiply(int left, int right, ref RowFault fault) => Fit((long)left * right, ref fault);

    [SqlFunction("*")]
    [SqlFunction("*", "Interval(Interval, BigInt)")]
    [SqlFunction("*", "Interval(BigInt, Interval)")]
    public static long Multiply(long left, long right, ref RowFault fault)
    {
        var high = Math.BigMul(left, right, out var low);
        fault = high != low >> 63 ? RowFault.Overflow : fault;
        return low;
    }

    [SqlFunction("*")]
    public static double Multiply(double left, double right) => left * right;

    [SqlFunction("/")]
    public static int Divide(int left, int right, ref RowFault fault) => Fit(Divide((long)left, right, ref fault), ref fault);

    [SqlFunction("/")]
    public static long Divide(long left, long right, ref RowFault fault)
    {
        if (right == 0 || (left == long.MinValue && right == -1))
        {
            fault = right == 0 ? RowFault.DivisionByZero : RowFault.Overflow;
            return 0;
        }

        return left / right;
    }

    [SqlFunction("/")]
    public static double Divide(double left, double right, ref RowFault fault)
    {
        fault = right == 0 ? RowFault.DivisionByZero : fault;
        return left / right;
    }

    [SqlFunction("%")]
    [SqlFunction("mod")]
    public static int Modulo(int left, int right, ref RowFault fault) => (int)Modulo((long)left, right, ref fault);

    [SqlFunction("%")]
    [SqlFunction("mod")]
    public static long Modulo(long left, long right, ref RowFault fault)
    {
        fault = right == 0 ? RowFault.DivisionByZero : fault;
        return right is 0 or -1 ? 0 : left % right;
    }

    [SqlFunction("negate")]
    public static int Negate(int value, ref RowFault fault) => Fit(-(long)value, ref fault);

    [SqlFunction("negate")]
    [SqlFunction("negate", "Interval(Interval)")]
    public static long Negate(long value, ref RowFault fault) => Subtract(0L, value, ref fault);

    [SqlFunction("negate")]
    public static double Negate(double value) => -value;

    [SqlFunction("abs")]
    public static int Abs(int value, ref RowFault fault) => Fit(Math.Abs((long)value), ref fault);

    [SqlFunction("abs")]
    public static long Abs(long value, ref RowFault fault) => value < 0 ? Negate(value, ref fault) : value;

    [SqlFunction("abs")]
    public static double Abs(double value) => Math.Abs(value);

    [SqlFunction("ceil")]
    public static double Ceiling(double value) => Math.Ceiling(value);

    [SqlFunction("floor")]
    public static double Floor(double value) => Math.Floor(value);

    [SqlFunction("round")]
    public static double Round(double value) => Math.Round(value, MidpointRounding.AwayFromZero);

    /// <param name="digits">0 to 15.</param>
    [SqlFunction("round")]
    public static double Round(double value, int digits, ref RowFault fault)
    {
        fault = digits is < 0 or > 15 ? RowFault.InvalidArgument : fault;
        return Math.Round(value, Math.Clamp(digits, 0, 15), MidpointRounding.AwayFromZero);
    }

    [SqlFunction("sqrt")]
    public static double Sqrt(double value) => Math.Sqrt(value);

    [SqlFunction("power")]
    public static double Power(double value, double exponent) => Math.Pow(value, exponent);

    [SqlFunction("exp")]
    public static double Exp(double value) => Math.Exp(value);

    [SqlFunction("ln")]
    public static double Ln(double value) => Math.Log(value);

    private static int Fit(long value, ref RowFault fault)
    {
        fault = value != (int)value ? RowFault.Overflow : fault;
        return (int)value;
    }
}
