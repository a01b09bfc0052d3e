using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sensorium.Streams;

/// <summary>
/// Names a producer, so that its retries are told from new records. Each of its batches has a sequence; a batch sent again with the
/// same sequence is answered with the offsets of the first time.
/// </summary>
public readonly record struct ProducerId(ulong High, ulong Low)
{
    /// <summary>No producer: a retry may double.</summary>
    public static ProducerId None => default;

    /// <summary>The producer of a text of any length, such as an idempotency key, which goes with sequence 0.</summary>
    public static ProducerId FromText(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }
}
