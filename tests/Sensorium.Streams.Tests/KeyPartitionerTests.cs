using System.Text;

namespace Sensorium.Streams.Tests;

public sealed class KeyPartitionerTests
{
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Keys_hash_as_in_Kafka(string key, int hash) =>
        KeyPartitioner.Murmur2(Encoding.UTF8.GetBytes(key)).ShouldBe(hash);

    [Fact]
    public void A_negative_hash_has_its_sign_bit_cleared() =>
        KeyPartitioner.PartitionOf("21"u8, 7).ShouldBe((-973932308 & int.MaxValue) % 7);
}
