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

    private const ulong OneBatchMark = 1UL << 63;

    /// <summary>
    /// Whether it has one batch alone, whose sequence is a hash of what it holds: another sequence is another batch under the same name.
    /// </summary>
    public bool HasOneBatch => (High & OneBatchMark) != 0;

    /// <summary>The producer of a text of any length.</summary>
    public static ProducerId FromText(string text)
    {
        var hash = Hash(text);
        return hash with { High = hash.High & ~OneBatchMark };
    }

    /// <summary>The producer of one batch, such as an idempotency key names; it goes with a hash of the batch as sequence.</summary>
    public static ProducerId OfOneBatch(string text)
    {
        var hash = Hash(text);
        return hash with { High = hash.High | OneBatchMark };
    }

    private static ProducerId Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }
}
