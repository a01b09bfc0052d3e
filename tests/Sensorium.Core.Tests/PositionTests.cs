namespace Sensorium.Core.Tests;

public sealed class PositionTests
{
    [Fact]
    public void Offsets_are_ordered_as_numbers()
    {
        long[] offsets = [0, 1, 255, 256, 65_535, 65_536, int.MaxValue, long.MaxValue];
        offsets.Reverse().Select(Position.FromOffset).Order().Select(position => position.ToOffset()).ShouldBe(offsets);
        Position.FromOffset(0).ShouldBe(Position.Start);
    }

    [Fact]
    public void Bytes_are_ordered_as_big_endian_numbers()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var (left, right) = (new byte[random.Next(33)], new byte[random.Next(33)]);
            random.NextBytes(left);
            random.NextBytes(right);
            var expected = new System.Numerics.BigInteger(left, isUnsigned: true, isBigEndian: true)
                .CompareTo(new System.Numerics.BigInteger(right, isUnsigned: true, isBigEndian: true));
            var (a, b) = (Position.FromBytes(left), Position.FromBytes(right));
            Math.Sign(a.CompareTo(b)).ShouldBe(expected);
            (a < b, a <= b, a > b, a >= b, a == b).ShouldBe((expected < 0, expected <= 0, expected > 0, expected >= 0, expected == 0));
        }
    }

    [Fact]
    public void Written_bytes_make_the_position_again()
    {
        var position = Position.FromBytes([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3]);
        var bytes = new byte[32];
        position.WriteTo(bytes);
        Position.FromBytes(bytes).ShouldBe(position);
        Position.FromOffset(42).ToString().ShouldBe("42");
        position.ToString().ShouldBe("9080706050403020100010203");
    }
}
