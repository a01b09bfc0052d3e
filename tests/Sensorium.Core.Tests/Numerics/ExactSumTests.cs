using System.Numerics;
using Sensorium.Core.Numerics;

namespace Sensorium.Core.Tests.Numerics;

public sealed class ExactSumTests
{
    [Fact]
    public void Cancellation_keeps_the_small_values()
    {
        SumOf([1e308, 1, 1e-300, -1e308]).Round().ShouldBe(1.0);
        SumOf([1e100, 1.5, -1e100]).Round().ShouldBe(1.5);
    }

    [Fact]
    public void A_sum_beyond_the_range_that_comes_back_is_finite()
    {
        SumOf([double.MaxValue, double.MaxValue, -double.MaxValue]).Round().ShouldBe(double.MaxValue);
        SumOf([double.MaxValue, double.MaxValue]).Round(2).ShouldBe(double.MaxValue);
        SumOf([double.MaxValue, double.MaxValue]).Round().ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void NaN_and_infinities_are_counted_apart()
    {
        SumOf([1, double.NaN]).Round().ShouldBe(double.NaN);
        SumOf([1, double.PositiveInfinity]).Round().ShouldBe(double.PositiveInfinity);
        SumOf([double.NegativeInfinity, 5]).Round().ShouldBe(double.NegativeInfinity);
        SumOf([double.NegativeInfinity, double.PositiveInfinity]).Round().ShouldBe(double.NaN);
    }

    [Fact]
    public void Any_order_and_any_merging_gives_the_correctly_rounded_sum()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var values = Enumerable.Range(0, 1 + random.Next(60)).Select(_ => Any(random)).ToArray();
            var exact = values.Aggregate(BigInteger.Zero, (sum, value) => sum + Scaled(value));
            var expected = Rational.Nearest(exact, BigInteger.One << 1074);
            var average = Rational.Nearest(exact, (BigInteger)values.Length << 1074);
            for (var permutation = 0; permutation < 4; permutation++)
            {
                random.Shuffle(values);
                Bits(SumOf(values).Round()).ShouldBe(Bits(expected));
                Bits(SumOf(values).Round(values.Length)).ShouldBe(Bits(average));
                var cut = random.Next(values.Length);
                var merged = SumOf(values.AsSpan(0, cut));
                merged.Merge(SumOf(values.AsSpan(cut)));
                Bits(merged.Round()).ShouldBe(Bits(expected));
            }
        }
    }

    [Fact]
    public void The_parts_carry_the_whole_sum()
    {
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            var values = Enumerable.Range(0, 30).Select(_ => Any(random)).ToArray();
            var sum = SumOf(values);
            Bits(SumOf([.. sum.Parts()]).Round()).ShouldBe(Bits(sum.Round()));
        }
    }

    [Theory]
    [InlineData(1, 3, 1.0 / 3)]
    [InlineData(-7, 2, -3.5)]
    [InlineData(long.MaxValue, 1, 9223372036854775807.0)]
    public void A_quotient_of_integers_is_the_nearest_double(long numerator, long denominator, double expected) =>
        Rational.Nearest(numerator, denominator).ShouldBe(expected);

    [Fact]
    public void A_quotient_halfway_between_two_doubles_goes_to_the_even_one()
    {
        Rational.Nearest((BigInteger.One << 53) + 1, 1).ShouldBe(9007199254740992.0);
        Rational.Nearest((BigInteger.One << 53) + 3, 1).ShouldBe(9007199254740996.0);
        Rational.Nearest(1, BigInteger.One << 1074).ShouldBe(double.Epsilon);
        Rational.Nearest(1, BigInteger.One << 1075).ShouldBe(0.0);
        Rational.Nearest(3, BigInteger.One << 1075).ShouldBe(double.Epsilon * 2);
    }

    private static ExactSum SumOf(ReadOnlySpan<double> values)
    {
        var sum = default(ExactSum);
        foreach (var value in values)
        {
            sum.Add(value);
        }

        return sum;
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);

    private static double Any(Random random) => random.Next(5) switch
    {
        0 => Math.Round((random.NextDouble() * 60) - 20, 2),
        1 => BitConverter.Int64BitsToDouble((random.NextInt64() & ~(0x7FFL << 52)) | ((long)random.Next(900, 1150) << 52)),
        2 => double.Epsilon * random.Next(1, 1000),
        3 => (random.NextDouble() - 0.5) * 1e300,
        _ => random.Next(-1000, 1000),
    };

    private static BigInteger Scaled(double value)
    {
        var exponent = 0;
        while (value != 0 && value != Math.Truncate(value))
        {
            value *= 2;
            exponent++;
        }

        return (new BigInteger(value) << 1074) >> exponent;
    }
}
