using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sensorium.Streams;

namespace Sensorium.Web.Ingest;

/// <summary>Who sends a batch, and which of its batches this is: what makes a retry free.</summary>
internal readonly record struct IngestProducer(ProducerId Id, long Sequence)
{
    private const int LongestText = 256;

    /// <summary><c>Idempotency-Key</c>, or <c>Producer-Id</c> with <c>Producer-Sequence</c>; none of them is nobody.</summary>
    internal static IngestProducer Of(IHeaderDictionary headers)
    {
        var key = Text(headers, "Idempotency-Key");
        var producer = Text(headers, "Producer-Id");
        var sequence = Text(headers, "Producer-Sequence");
        if (key is not null)
        {
            // The two kinds of names must not meet.
            return producer is null && sequence is null
                ? new(ProducerId.OfOneBatch($"key {key}"), 0)
                : throw WebErrors.WrongProducer("Idempotency-Key and Producer-Id do not go together.");
        }

        if (producer is null && sequence is null)
        {
            return default;
        }

        if (producer is null || sequence is null)
        {
            throw WebErrors.WrongProducer("Producer-Id and Producer-Sequence go together, and one is missing.");
        }

        return long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(ProducerId.FromText($"producer {producer}"), number)
            : throw WebErrors.WrongProducer("Producer-Sequence is not a whole number from 0 to 9223372036854775807.");
    }

    /// <summary>With the hash of the body as sequence, where a key names the body.</summary>
    /// <param name="body">Inflated.</param>
    /// <param name="key">The member by which the request's query has it split; null where it says nothing.</param>
    internal IngestProducer For(ReadOnlySpan<byte> body, string? key)
    {
        if (!Id.HasOneBatch)
        {
            return this;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body);
        hash.AppendData(Encoding.UTF8.GetBytes(key is null ? "" : $" by {key}"));
        return this with { Sequence = BinaryPrimitives.ReadInt64BigEndian(hash.GetHashAndReset()) & long.MaxValue };
    }

    private static string? Text(IHeaderDictionary headers, string name)
    {
        if (!headers.TryGetValue(name, out var values))
        {
            return null;
        }

        var text = values.ToString();
        return values.Count == 1 && text.Length is > 0 and <= LongestText
            ? text
            : throw WebErrors.WrongProducer($"{name} must stand once, with 1 to {LongestText} characters.");
    }
}
