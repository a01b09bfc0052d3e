namespace Sensorium.Engine.Expressions.Functions;

/// <summary>
/// Rounding to whole numbers and to places. ROUND and TRUNCATE of a double work on its shortest decimal text, as Flink does:
/// <c>round(1.005, 2)</c> is 1.01, though the double is a little less than 1.005.
/// </summary>
internal static class Rounding
{
    private const int MostPlaces = 400;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    [SqlFunction("ceil(int) int", "The least whole number that is not less.")]
    [SqlFunction("ceiling(int) int")]
    [SqlFunction("floor(int) int", "The greatest whole number that is not greater.")]
    [SqlFunction(
        "round(int) int", "The nearest number with so many decimal places (0 if not given, negative for tens), half away from zero.")]
    [SqlFunction("truncate(int) int", "The number cut to so many decimal places (0 if not given), toward zero.")]
    [SqlFunction("trunc(int) int")]
    public static int Same(int value) => value;

    [SqlFunction("ceil(bigint) bigint")]
    [SqlFunction("ceiling(bigint) bigint")]
    [SqlFunction("floor(bigint) bigint")]
    [SqlFunction("round(bigint) bigint")]
    [SqlFunction("truncate(bigint) bigint")]
    [SqlFunction("trunc(bigint) bigint")]
    public static long Same(long value) => value;

    [SqlFunction("ceil(double) double")]
    [SqlFunction("ceiling(double) double")]
    public static double Ceiling(double value) => Math.Ceiling(value);

    [SqlFunction("floor(double) double")]
    public static double Floor(double value) => Math.Floor(value);

    [SqlFunction("round(double) double")]
    public static double Round(double value) => Math.Round(value, MidpointRounding.AwayFromZero) + 0.0;

    [SqlFunction("truncate(double) double")]
    [SqlFunction("trunc(double) double")]
    public static double Truncate(double value) => Math.Truncate(value) + 0.0;

    [SqlFunction("round(int, int) int")]
    public static int Round(int value, int places, ref RowFault fault) => Casts.ToInteger(Round((long)value, places, ref fault), ref fault);

    [SqlFunction("round(bigint, int) bigint")]
    public static long Round(long value, int places, ref RowFault fault)
    {
        var cut = Truncate(value, places);
        if (places >= 0 || places < -19)
        {
            return cut;
        }

        // The rest has fewer than 19 digits unless places is −19, where half of 10^19 still fits.
        var rest = (UInt128)(value < cut ? (Int128)cut - value : (Int128)value - cut);
        var unit = Unit(-places);
        if (rest * 2 < unit)
        {
            return cut;
        }

        var rounded = (Int128)cut + (value < 0 ? -(Int128)unit : (Int128)unit);
        if (rounded != (long)rounded)
        {
            fault = RowFault.Overflow;
        }

        return (long)rounded;
    }

    [SqlFunction("truncate(int, int) int")]
    [SqlFunction("trunc(int, int) int")]
    public static int Truncate(int value, int places) => (int)Truncate((long)value, places);

    [SqlFunction("truncate(bigint, int) bigint")]
    [SqlFunction("trunc(bigint, int) bigint")]
    public static long Truncate(long value, int places)
    {
        if (places >= 0)
        {
            return value;
        }

        return places < -18 ? 0 : value - (value % (long)Unit(-places));
    }

    [SqlFunction("round(double, int) double")]
    public static double Round(double value, int places)
    {
        if (places is > 0 and <= 15)
        {
            var power = Powers[places];
            var scaled = Math.Abs(value) * power;
            var whole = Math.Floor(scaled);
            var rest = scaled - whole;
            // Far from the half, the error of the product cannot change the digit, and the quotient of two exact numbers is exact.
            if (scaled < 1e12 && Math.Abs(rest - 0.5) > 1e-3)
            {
                return Math.CopySign((rest > 0.5 ? whole + 1 : whole) / power, value) + 0.0;
            }
        }

        return places == 0 ? Round(value) : OnText(value, places, away: true);
    }

    [SqlFunction("truncate(double, int) double")]
    [SqlFunction("trunc(double, int) double")]
    public static double Truncate(double value, int places)
    {
        if (places is > 0 and <= 15)
        {
            var power = Powers[places];
            var scaled = Math.Abs(value) * power;
            var whole = Math.Floor(scaled);
            if (scaled < 1e12 && scaled - whole is > 1e-3 and < 1 - 1e-3)
            {
                return Math.CopySign(whole / power, value) + 0.0;
            }
        }

        return places == 0 ? Truncate(value) : OnText(value, places, away: false);
    }

    private static UInt128 Unit(int digits)
    {
        UInt128 unit = 1;
        for (var i = 0; i < digits; i++)
        {
            unit *= 10;
        }

        return unit;
    }

    private static double OnText(double value, int places, bool away)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return value + 0.0;
        }

        Span<byte> digits = stackalloc byte[32];
        var count = NumberTexts.Digits(Math.Abs(value), digits, out var exponent);
        places = Math.Clamp(places, -MostPlaces, MostPlaces);

        // Digit k counts 10^(exponent − 1 − k); those below 10^−places go.
        var keep = exponent + places;
        if (keep >= count)
        {
            return value;
        }

        if (keep < 0 || (keep == 0 && !(away && digits[0] >= '5')))
        {
            return 0;
        }

        var up = away && digits[keep] >= '5';
        var text = digits[..keep];
        for (var k = keep - 1; up && k >= 0; k--)
        {
            up = text[k] == '9';
            text[k] = up ? (byte)'0' : (byte)(text[k] + 1);
        }

        return Math.CopySign(NumberTexts.FromDigits(text, exponent, carry: up), value) + 0.0;
    }
}
