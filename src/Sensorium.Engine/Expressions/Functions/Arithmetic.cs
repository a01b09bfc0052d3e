namespace Sensorium.Engine.Expressions.Functions;

/// <summary>The arithmetic operators. Integers fault where the result does not fit; doubles follow IEEE 754 and never fault.</summary>
internal static class Arithmetic
{
    private const long MicrosPerDay = 86_400_000_000;

    [SqlFunction("+(int, int) int", "Sum.")]
    public static int Add(int left, int right, ref RowFault fault) => Narrow((long)left + right, ref fault);

    [SqlFunction("+(bigint, bigint) bigint")]
    [SqlFunction("+(timestamp, interval) timestamp", "The instant an interval later.")]
    [SqlFunction("+(interval, timestamp) timestamp")]
    [SqlFunction("+(interval, interval) interval")]
    public static long Add(long left, long right, ref RowFault fault)
    {
        var sum = unchecked(left + right);
        if (((left ^ sum) & (right ^ sum)) < 0)
        {
            fault = RowFault.Overflow;
        }

        return sum;
    }

    [SqlFunction("+(double, double) double")]
    public static double Add(double left, double right) => left + right;

    [SqlFunction("-(int, int) int", "Difference.")]
    public static int Subtract(int left, int right, ref RowFault fault) => Narrow((long)left - right, ref fault);

    [SqlFunction("-(bigint, bigint) bigint")]
    [SqlFunction("-(timestamp, timestamp) interval", "The time from the second instant to the first.")]
    [SqlFunction("-(timestamp, interval) timestamp", "The instant an interval earlier.")]
    [SqlFunction("-(interval, interval) interval")]
    public static long Subtract(long left, long right, ref RowFault fault)
    {
        var difference = unchecked(left - right);
        if (((left ^ right) & (left ^ difference)) < 0)
        {
            fault = RowFault.Overflow;
        }

        return difference;
    }

    [SqlFunction("-(double, double) double")]
    public static double Subtract(double left, double right) => left - right;

    [SqlFunction("*(int, int) int", "Product.")]
    public static int Multiply(int left, int right, ref RowFault fault) => Narrow((long)left * right, ref fault);

    [SqlFunction("*(bigint, bigint) bigint")]
    [SqlFunction("*(interval, bigint) interval", "A multiple of an interval.")]
    [SqlFunction("*(bigint, interval) interval")]
    public static long Multiply(long left, long right, ref RowFault fault)
    {
        var high = Math.BigMul(left, right, out var low);
        if (high != low >> 63)
        {
            fault = RowFault.Overflow;
        }

        return low;
    }

    [SqlFunction("*(double, double) double")]
    public static double Multiply(double left, double right) => left * right;

    [SqlFunction("*(interval, double) interval")]
    public static long Scale(long interval, double factor, ref RowFault fault) => Casts.ToBigInt(Math.Round(interval * factor), ref fault);

    [SqlFunction("*(double, interval) interval")]
    public static long Scale(double factor, long interval, ref RowFault fault) => Scale(interval, factor, ref fault);

    [SqlFunction("/(int, int) int", "Quotient; of integers it is cut toward zero, and dividing by zero fails.")]
    public static int Divide(int left, int right, ref RowFault fault) => (int)CheckedDivide(left, right, int.MinValue, ref fault);

    [SqlFunction("/(bigint, bigint) bigint")]
    [SqlFunction("/(interval, bigint) interval", "A part of an interval, cut toward zero.")]
    public static long Divide(long left, long right, ref RowFault fault) => CheckedDivide(left, right, long.MinValue, ref fault);

    [SqlFunction("/(double, double) double")]
    public static double Divide(double left, double right) => left / right;

    [SqlFunction("/(interval, double) interval")]
    public static long Part(long interval, double divisor, ref RowFault fault)
    {
        if (divisor == 0)
        {
            fault = RowFault.DivisionByZero;
            return 0;
        }

        return Casts.ToBigInt(Math.Round(interval / divisor), ref fault);
    }

    [SqlFunction("%(int, int) int", "Remainder, with the sign of the dividend.")]
    [SqlFunction("mod(int, int) int", "Remainder, with the sign of the dividend; the operator %.")]
    public static int Remainder(int left, int right, ref RowFault fault) => (int)Remainder((long)left, right, ref fault);

    [SqlFunction("%(bigint, bigint) bigint")]
    [SqlFunction("mod(bigint, bigint) bigint")]
    public static long Remainder(long left, long right, ref RowFault fault)
    {
        if (right == 0)
        {
            fault = RowFault.DivisionByZero;
            return 0;
        }

        // The processor traps on MinValue % -1.
        return right == -1 ? 0 : left % right;
    }

    [SqlFunction("%(double, double) double")]
    [SqlFunction("mod(double, double) double")]
    public static double Remainder(double left, double right) => left % right;

    [SqlFunction("-(int) int", "The number with the opposite sign.")]
    public static int Negate(int value, ref RowFault fault) => Narrow(-(long)value, ref fault);

    [SqlFunction("-(bigint) bigint")]
    [SqlFunction("-(interval) interval")]
    public static long Negate(long value, ref RowFault fault) => Subtract(0L, value, ref fault);

    [SqlFunction("-(double) double")]
    public static double Negate(double value) => -value;

    [SqlFunction("+(int) int", "The number itself.")]
    public static int Plus(int value) => value;

    [SqlFunction("+(bigint) bigint")]
    [SqlFunction("+(interval) interval")]
    public static long Plus(long value) => value;

    [SqlFunction("+(double) double")]
    public static double Plus(double value) => value;

    [SqlFunction("+(date, interval) date", "The date so many days later; an interval that is not of whole days fails.")]
    public static int AddDays(int date, long interval, ref RowFault fault)
    {
        if (interval % MicrosPerDay != 0)
        {
            fault = RowFault.InvalidArgument;
        }

        return Narrow(date + (interval / MicrosPerDay), ref fault);
    }

    [SqlFunction("+(interval, date) date")]
    public static int AddDays(long interval, int date, ref RowFault fault) => AddDays(date, interval, ref fault);

    [SqlFunction("-(date, interval) date", "The date so many days earlier; an interval that is not of whole days fails.")]
    public static int SubtractDays(int date, long interval, ref RowFault fault) =>
        AddDays(date, Negate(interval, ref fault), ref fault);

    [SqlFunction("-(date, date) interval", "The days from the second date to the first.")]
    public static long Days(int left, int right, ref RowFault fault) => Multiply((long)left - right, MicrosPerDay, ref fault);

    private static int Narrow(long value, ref RowFault fault)
    {
        if (value != (int)value)
        {
            fault = RowFault.Overflow;
        }

        return (int)value;
    }

    private static long CheckedDivide(long left, long right, long least, ref RowFault fault)
    {
        if (right == 0)
        {
            fault = RowFault.DivisionByZero;
            return 0;
        }

        if (right == -1 && left == least)
        {
            fault = RowFault.Overflow;
            return 0;
        }

        return left / right;
    }
}
