using System.Numerics;
using Sensorium.Core.Numerics;

namespace Sensorium.Core.Tests.Numerics;

public sealed class ExactMomentsTests
{
    [Fact]
    public void Variance_and_deviation_agree_with_big_integers()
    {
        var random = new Random(1);
        for (var round = 0; round < 1_500; round++)
        {
            var spread = random.Next(4) switch { 0 => 0, 1 => 5, 2 => 60, _ => 1070 };
            var middle = spread == 1070 ? 0 : random.Next(-1000, 900);
            var values = Enumerable.Range(0, random.Next(1, 12))
                .Select(_ => Math.ScaleB(random.NextDouble() - 0.3, middle + random.Next(-spread, spread + 1)))
                .Where(double.IsFinite)
                .ToArray();
            Check(values, sample: round % 2 == 0);
        }
    }

    [Fact]
    public void Equal_values_have_none_however_large_or_small_they_are()
    {
        foreach (var value in new[] { 21.37, 1e200, double.MaxValue, double.Epsilon, 1e-170, 0.0, -5 })
        {
            var (moments, wide) = Of([value, value, value]);
            moments.Variance(sample: true, wide).ShouldBe(0);
            moments.Deviation(sample: false, wide).ShouldBe(0);
        }
    }

    [Fact]
    public void A_large_offset_costs_no_digits()
    {
        var (moments, wide) = Of([1e15 + 1, 1e15 + 2, 1e15 + 3]);
        moments.Variance(sample: true, wide).ShouldBe(1);
        moments.Deviation(sample: true, wide).ShouldBe(1);
    }

    [Fact]
    public void Nothing_one_and_infinity_have_no_value()
    {
        var (none, noneWide) = Of([]);
        none.Variance(sample: false, noneWide).ShouldBe(double.NaN);
        var (one, oneWide) = Of([3]);
        one.Variance(sample: false, oneWide).ShouldBe(0);
        one.Variance(sample: true, oneWide).ShouldBe(double.NaN);
        var (infinite, infiniteWide) = Of([3, double.PositiveInfinity]);
        infinite.Deviation(sample: false, infiniteWide).ShouldBe(double.NaN);
    }

    [Fact]
    public void Order_grouping_and_writing_change_no_byte()
    {
        var random = new Random(2);
        for (var round = 0; round < 100; round++)
        {
            var values = Enumerable.Range(0, 40).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-9, 9) * (round % 80)))
                .ToArray();
            var expected = Bytes(Of(values));
            random.Shuffle(values);
            var (left, wide) = Of(values[..13]);
            var (right, rightWide) = Of(values[13..]);
            left.Merge(right, rightWide, wide);
            Bytes((left, wide)).ShouldBe(expected);

            ReadOnlySpan<byte> written = Bytes(Of(values[..13]));
            var readWide = new WideSums();
            var read = ExactMoments.ReadFrom(ref written, readWide);
            foreach (var value in values[13..])
            {
                read.Add(value, readWide);
            }

            Bytes((read, readWide)).ShouldBe(expected);
            read.Clear(readWide);
            readWide.Count.ShouldBe(0);
        }
    }

    private static void Check(double[] values, bool sample)
    {
        var (moments, wide) = Of(values);
        if (values.Length < (sample ? 2 : 1))
        {
            return;
        }

        var sum = ExactReference.Numerator(values);
        var squares = values.Aggregate(
            BigInteger.Zero, (all, value) => all + (ExactReference.Integer(value) * ExactReference.Integer(value)));
        var numerator = (squares * values.Length) - (sum * sum);
        BigInteger denominator = values.Length * (sample ? values.Length - 1 : values.Length);
        moments.Variance(sample, wide).ShouldBe(ExactReference.Round(numerator, denominator, -2148));

        // The root lies between the middles to both neighbours; in units of 2^-1075 the middles are whole.
        var deviation = moments.Deviation(sample, wide);
        double.IsFinite(deviation).ShouldBeTrue();
        var below = ExactReference.Integer(deviation) + ExactReference.Integer(Math.Max(0, Math.BitDecrement(deviation)));
        var above = ExactReference.Integer(deviation) + ExactReference.Integer(Math.BitIncrement(deviation));
        (below * below * denominator).ShouldBeLessThanOrEqualTo(numerator * 4);
        (above * above * denominator).ShouldBeGreaterThanOrEqualTo(numerator * 4);
    }

    private static (ExactMoments Moments, WideSums Wide) Of(double[] values)
    {
        var (moments, wide) = (default(ExactMoments), new WideSums());
        foreach (var value in values)
        {
            moments.Add(value, wide);
        }

        return (moments, wide);
    }

    private static byte[] Bytes((ExactMoments Moments, WideSums Wide) state)
    {
        var bytes = new byte[ExactMoments.MaxBytes];
        return bytes[..state.Moments.WriteTo(bytes, state.Wide)];
    }
}
