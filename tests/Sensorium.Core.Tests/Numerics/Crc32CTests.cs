using System.Buffers.Binary;
using Sensorium.Core.Numerics;

namespace Sensorium.Core.Tests.Numerics;

public sealed class Crc32CTests
{
    /// <summary>The check value of the algorithm's catalogues, and those of RFC 3720, B.4.</summary>
    [Fact]
    public void It_is_that_of_Castagnoli()
    {
        Crc32C.Compute("123456789"u8).ShouldBe(0xE3069283);
        Crc32C.Compute(new byte[32]).ShouldBe(0x8A9136AA);
        Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).ShouldBe(0x46DD794Eu);
        Crc32C.Compute([]).ShouldBe(0u);
    }

    [Fact]
    public void A_salt_counts_as_eight_bytes_before_the_others()
    {
        const ulong salt = 0x0123456789ABCDEF;
        var salted = new byte[8 + 5];
        BinaryPrimitives.WriteUInt64LittleEndian(salted, salt);
        "bytes"u8.CopyTo(salted.AsSpan(8));
        Crc32C.Compute("bytes"u8, salt).ShouldBe(Crc32C.Compute(salted));
    }
}
