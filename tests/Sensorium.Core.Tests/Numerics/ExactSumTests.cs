using Sensorium.Core.Numerics;

namespace Sensorium.Core.Tests.Numerics;

public sealed class ExactSumTests
{
    /// <summary>Each is a way to get a sum wrong.</summary>
    public static TheoryData<double[]> Adversaries => new(
        [],
        [0.0],
        [-0.0, -0.0],
        [0.1, 0.2, 0.3],
        [1e308, 1e308, -1e308, -1e308, 1],
        [double.MaxValue, double.MaxValue],
        [double.MaxValue, double.MaxValue, -double.MaxValue],
        [double.MaxValue, 9.9792015476735990e291],
        [double.MaxValue, 9.9792015476735980e291],
        [-double.MaxValue, -double.MaxValue],
        [double.Epsilon],
        [double.Epsilon, double.Epsilon, -double.Epsilon],
        [double.Epsilon, 1, -1],
        [1e308, double.Epsilon, -1e308],
        [2.2250738585072014E-308, -double.Epsilon],
        [1, 1.1102230246251565E-16],
        [1, 1.1102230246251565E-16, double.Epsilon],
        [1, 1.1102230246251565E-16, -double.Epsilon],
        [1.0000000000000002, 1.1102230246251565E-16],
        [9007199254740992, 1],
        [9007199254740992, 1, 1],
        [9007199254740994, 1],
        [-9007199254740992, -1],
        [1e16, 1, -1e16],
        [1e-300, 1e300, -1e300, 1e-300],
        [3, 5, 1024, 0.5, 1e15, 1e-15],
        [double.MaxValue, -double.Epsilon],
        [1, 2, 4]);

    [Theory]
    [MemberData(nameof(Adversaries))]
    public void Sum_and_average_are_rounded_once_from_the_exact_value(double[] values) => Check(values);

    [Fact]
    public void Values_of_every_magnitude_agree_with_big_integers()
    {
        var random = new Random(1);
        for (var round = 0; round < 3_000; round++)
        {
            var spread = random.Next(4) switch { 0 => 3, 1 => 40, 2 => 140, _ => 2046 };
            var middle = random.Next(0, 2047);
            var values = new double[random.Next(1, 40)];
            for (var i = 0; i < values.Length; i++)
            {
                var exponent = Math.Clamp(middle + random.Next(-spread, spread + 1), 0, 2046);
                var mantissa = random.Next(3) switch { 0 => 0, 1 => random.NextInt64(16) << 48, _ => random.NextInt64(1L << 52) };
                values[i] = BitConverter.Int64BitsToDouble(((long)exponent << 52) | mantissa | (random.Next(2) == 0 ? long.MinValue : 0));
            }

            // Cancellation leaves only what was small.
            for (var i = 0; i + 1 < values.Length && round % 3 == 0; i += 2)
            {
                values[i + 1] = -values[i];
            }

            Check(values);
        }
    }

    [Fact]
    public void Ties_go_to_even_and_the_smallest_rest_breaks_them()
    {
        var random = new Random(2);
        for (var round = 0; round < 1_000; round++)
        {
            var value = BitConverter.Int64BitsToDouble(((long)random.Next(100, 1900) << 52) | random.NextInt64(1L << 52));
            var half = (Math.BitIncrement(value) - value) / 2;
            Check([value, half]);
            Check([value, -half]);
            Check([value, half, double.Epsilon]);
            Check([value, half, -double.Epsilon]);
        }
    }

    [Fact]
    public void Order_and_grouping_change_no_bit()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var values = Enumerable.Range(0, 60).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-60, 60) * (round % 8)))
                .ToArray();
            var expected = Bytes(values);
            for (var way = 0; way < 10; way++)
            {
                random.Shuffle(values);
                Bytes(values).ShouldBe(expected);
                Bytes(Merged(values, random.Next(1, 8), random)).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void A_merge_of_merges_is_the_sum_of_all_also_over_different_side_tables()
    {
        var random = new Random(4);
        for (var round = 0; round < 500; round++)
        {
            var (leftWide, rightWide) = (new WideSums(), new WideSums());
            var values = Enumerable.Range(0, 30).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-1000, 1000))).ToArray();
            var (left, right) = (Of(values.AsSpan(0, 15), leftWide), Of(values.AsSpan(15), rightWide));
            left.Merge(right, rightWide, leftWide);

            left.Count.ShouldBe(30);
            left.Sum(leftWide).ShouldBe(ExactReference.Sum(values));
            right.Sum(rightWide).ShouldBe(ExactReference.Sum(values[15..]));
        }
    }

    [Fact]
    public void Nan_and_infinities_are_kept_apart()
    {
        Sum([1, double.NaN, 2]).ShouldBe(double.NaN);
        Sum([1, double.PositiveInfinity, -1e308]).ShouldBe(double.PositiveInfinity);
        Sum([1, double.NegativeInfinity]).ShouldBe(double.NegativeInfinity);
        Sum([double.PositiveInfinity, double.NegativeInfinity]).ShouldBe(double.NaN);
        Average([double.PositiveInfinity, 1]).ShouldBe(double.PositiveInfinity);
        Average([]).ShouldBe(double.NaN);
        Average([double.MaxValue, double.MaxValue]).ShouldBe(double.MaxValue);
    }

    [Fact]
    public void A_sum_of_zeros_is_positive_zero()
    {
        BitConverter.DoubleToInt64Bits(Sum([-0.0, -0.0])).ShouldBe(0);
        BitConverter.DoubleToInt64Bits(Sum([5.5, -5.5])).ShouldBe(0);
        BitConverter.DoubleToInt64Bits(Sum([])).ShouldBe(0);
    }

    [Fact]
    public void Many_equal_values_do_not_overflow_the_window()
    {
        var wide = new WideSums();
        var sum = default(ExactSum);
        sum.Add(1, wide);
        var large = Math.ScaleB(1.7, 31);
        for (var i = 0; i < 5_000_000; i++)
        {
            sum.Add(large, wide);
        }

        sum.Sum(wide).ShouldBe(ExactReference.Round((ExactReference.Integer(large) * 5_000_000) + ExactReference.Integer(1), 1, -1074));
        for (var i = 0; i < 40; i++)
        {
            var copy = sum;
            sum.Merge(copy, wide, wide);
        }

        sum.Count.ShouldBe(5_000_001L << 40);
        sum.Average(wide)
            .ShouldBe(ExactReference.Round((ExactReference.Integer(large) * 5_000_000) + ExactReference.Integer(1), 5_000_001, -1074));
    }

    [Fact]
    public void Sensor_readings_need_no_side_table()
    {
        var wide = new WideSums();
        var random = new Random(5);
        var sum = default(ExactSum);
        for (var i = 0; i < 100_000; i++)
        {
            sum.Add(Math.Round((random.NextDouble() * 80) - 40, 2), wide);
        }

        wide.Count.ShouldBe(0);
    }

    [Fact]
    public void A_written_sum_is_read_back_and_goes_on()
    {
        var random = new Random(6);
        for (var round = 0; round < 500; round++)
        {
            var spread = round % 2 == 0 ? 20 : 1000;
            var values = Enumerable.Range(0, 20).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-spread, spread)))
                .ToArray();
            var wide = new WideSums();
            ReadOnlySpan<byte> bytes = Bytes(values[..10]);
            var sum = ExactSum.ReadFrom(ref bytes, wide);
            bytes.Length.ShouldBe(0);
            foreach (var value in values[10..])
            {
                sum.Add(value, wide);
            }

            sum.Count.ShouldBe(20);
            sum.Sum(wide).ShouldBe(ExactReference.Sum(values));
        }
    }

    [Fact]
    public void Infinities_and_the_largest_sums_can_be_written()
    {
        foreach (var values in new double[][]
        {
            [double.NaN, 1],
            [double.NegativeInfinity],
            [double.MaxValue, double.MaxValue, double.Epsilon],
            [],
        })
        {
            ReadOnlySpan<byte> bytes = Bytes(values);
            var wide = new WideSums();
            var sum = ExactSum.ReadFrom(ref bytes, wide);
            sum.Sum(wide).ShouldBe(Sum(values));
            sum.Count.ShouldBe(values.Length);
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var good = Bytes([1.1, 1e200]);
        for (var length = 0; length < good.Length; length++)
        {
            Should.Throw<InvalidDataException>(() =>
            {
                ReadOnlySpan<byte> bytes = good.AsSpan(0, length);
                ExactSum.ReadFrom(ref bytes, new());
            });
        }
    }

    [Fact]
    public void A_cleared_sum_gives_its_place_back()
    {
        var wide = new WideSums();
        var sum = Of([1e300, 1e-300], wide);
        wide.Count.ShouldBe(1);
        sum.Clear(wide);
        wide.Count.ShouldBe(0);
        sum.Sum(wide).ShouldBe(0);
        Of([1e300, 1e-300], wide).Sum(wide).ShouldBe(1e300);
        wide.Count.ShouldBe(1);
    }

    [Fact]
    public void The_state_is_thirty_two_bytes() => System.Runtime.CompilerServices.Unsafe.SizeOf<ExactSum>().ShouldBe(32);

    private static void Check(double[] values)
    {
        Sum(values).ShouldBe(ExactReference.Sum(values), string.Join(", ", values.Select(value => value.ToString("R"))));
        if (values.Length > 0)
        {
            Average(values).ShouldBe(ExactReference.Average(values), string.Join(", ", values.Select(value => value.ToString("R"))));
        }
    }

    private static ExactSum Of(ReadOnlySpan<double> values, WideSums wide)
    {
        var sum = default(ExactSum);
        foreach (var value in values)
        {
            sum.Add(value, wide);
        }

        return sum;
    }

    private static double Sum(double[] values)
    {
        var wide = new WideSums();
        return Of(values, wide).Sum(wide);
    }

    private static double Average(double[] values)
    {
        var wide = new WideSums();
        return Of(values, wide).Average(wide);
    }

    private static byte[] Bytes(double[] values)
    {
        var wide = new WideSums();
        return Bytes((Of(values, wide), wide));
    }

    private static byte[] Bytes((ExactSum Sum, WideSums Wide) sum)
    {
        Span<byte> bytes = stackalloc byte[ExactSum.MaxBytes];
        return bytes[..sum.Sum.WriteTo(bytes, sum.Wide)].ToArray();
    }

    private static (ExactSum Sum, WideSums Wide) Merged(double[] values, int parts, Random random)
    {
        var wide = new WideSums();
        var sums = new ExactSum[parts];
        foreach (var value in values)
        {
            sums[random.Next(parts)].Add(value, wide);
        }

        var total = default(ExactSum);
        foreach (var part in sums)
        {
            total.Merge(part, wide, wide);
        }

        return (total, wide);
    }
}
