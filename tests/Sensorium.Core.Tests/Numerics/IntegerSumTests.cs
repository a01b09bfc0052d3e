using Sensorium.Core.Numerics;

namespace Sensorium.Core.Tests.Numerics;

public sealed class IntegerSumTests
{
    [Fact]
    public void A_sum_may_leave_the_range_and_come_back()
    {
        var sum = default(IntegerSum);
        sum.Add(long.MaxValue);
        sum.Add(long.MaxValue);
        sum.TryGetSum(out _).ShouldBeFalse();
        sum.Add(long.MinValue);
        sum.TryGetSum(out var total).ShouldBeTrue();
        total.ShouldBe(long.MaxValue - 1);
    }

    [Fact]
    public void The_ends_of_the_range_are_sums()
    {
        var sum = default(IntegerSum);
        sum.Add(long.MinValue);
        sum.TryGetSum(out var total).ShouldBeTrue();
        total.ShouldBe(long.MinValue);
        sum.Add(-1);
        sum.TryGetSum(out _).ShouldBeFalse();
    }

    [Fact]
    public void Averages_are_rounded_once()
    {
        var random = new Random(1);
        for (var round = 0; round < 2_000; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 9))
                .Select(_ => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(60)).ToArray();
            var (left, right) = (default(IntegerSum), default(IntegerSum));
            foreach (var value in values)
            {
                if (random.Next(2) == 0)
                {
                    left.Add(value);
                }
                else
                {
                    right.Add(value);
                }
            }

            left.Merge(right);
            var total = values.Aggregate(System.Numerics.BigInteger.Zero, (all, value) => all + value);
            left.Average().ShouldBe(ExactReference.Round(total, values.Length, 0));
            left.Count.ShouldBe(values.Length);
        }

        default(IntegerSum).Average().ShouldBe(double.NaN);
    }
}
