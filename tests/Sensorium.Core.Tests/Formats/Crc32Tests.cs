using System.Buffers.Binary;
using System.IO.Compression;
using Sensorium.Core.Formats;

namespace Sensorium.Core.Tests.Formats;

public class Crc32Tests
{
    [Fact]
    public void It_is_what_gzip_writes_for_any_length_by_either_way_and_in_pieces()
    {
        var random = new Random(32);
        for (var length = 1; length < 700; length += random.Next(1, 4))
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var expected = OfGzip(bytes);
            var cut = random.Next(length);

            Crc32.Append(0, bytes).ShouldBe(expected, $"{length} bytes");
            Crc32.AppendByTables(0, bytes).ShouldBe(expected, $"{length} bytes");
            Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)).ShouldBe(expected, $"{length} bytes, cut at {cut}");
        }

        Crc32.Append(0, []).ShouldBe(0u);
    }

    private static uint OfGzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(packed.ToArray().AsSpan()[^8..]);
    }
}
