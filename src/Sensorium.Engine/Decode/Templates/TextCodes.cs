using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sensorium.Core;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>
/// The codes of a dictionary by the text as it stands in JSON: a text of up to fifteen bytes is validated and unescaped only when it is
/// first seen. It holds at most 1.5 MB, and forgets one text for another where it is full; the dictionary forgets nothing.
/// </summary>
/// <remarks>
/// A bucket is eight tags, which are 0 where a place is free, eight codes and eight texts: 192 bytes, of which the first 64 are one cache
/// line. A text is known with the quote that ends it, which tells it from the same text with zeros behind. What is searched for ends at the
/// first quote; where that one is escaped, an odd backslash stands before it, as in no text that is known.
/// </remarks>
internal sealed unsafe class TextCodes(TextDictionary dictionary)
{
    private const int Ways = 8;
    private const int Codes = Ways * sizeof(uint);
    private const int Texts = Codes + (Ways * sizeof(int));
    private const int BucketSize = Texts + (Ways * 16);
    private const int FewestBuckets = 64;
    private const int MostBuckets = 8192;

    private readonly Scratch _scratch = new();
    private byte[] _memory = [];
    private byte* _buckets;
    private uint _mask;
    private int _count;
    private uint _replaced;

    /// <summary>The code of text known by these bytes, its closing quote included and zeros behind it; −1 where it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(Vector128<byte> text)
    {
        if (_buckets == null)
        {
            return -1;
        }

        var hash = Hash(text);
        var bucket = Bucket(hash);
        var hits = Vector256.Equals(Vector256.Load((uint*)bucket), Vector256.Create(hash)).ExtractMostSignificantBits();
        var way = BitOperations.TrailingZeroCount(hits | 0x80);
        return hits != 0 && Vector128.Load(bucket + Texts + (way << 4)) == text ? ((int*)(bucket + Codes))[way] : -1;
    }

    /// <summary>The code of a JSON string, from behind its opening quote on, whatever its length.</summary>
    /// <param name="length">In the record, without quotes.</param>
    /// <returns>−1 where it is not a string of whole characters.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Read(byte* text, byte* limit, out int length)
    {
        length = StringScan.Length(text, limit, out var isEscaped);
        if (length < 0)
        {
            return -1;
        }

        var plain = new ReadOnlySpan<byte>(text, length);
        if (isEscaped)
        {
            var room = _scratch.Take(length);
            var written = JsonText.Unescape(plain, room);
            if (written < 0)
            {
                return -1;
            }

            plain = room[..written];
        }

        var code = dictionary.GetOrAdd(plain);
        if (length < 16)
        {
            Remember(Vector128.Load(text) & KernelTables.FirstBytes(length + 1), code);
        }

        return code;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(Vector128<byte> text) =>
        BitOperations.Crc32C(BitOperations.Crc32C(0x9E3779B9, text.AsUInt64().ToScalar()), text.AsUInt64().GetElement(1)) | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Bucket(uint hash) => _buckets + (((hash >> 8) & _mask) * BucketSize);

    private void Remember(Vector128<byte> text, int code)
    {
        // Half full at most, while it may grow: then hardly any bucket runs over.
        if (_count * 2 >= _memory.Length / BucketSize * Ways && _mask + 1 < MostBuckets)
        {
            Grow();
        }

        var hash = Hash(text);
        var bucket = Bucket(hash);
        var tags = new Span<uint>(bucket, Ways);
        if (tags.Contains(hash))
        {
            // Another text has the same tag, and Find sees only the first.
            return;
        }

        var way = tags.IndexOf(0u);
        if (way >= 0)
        {
            _count++;
        }
        else
        {
            way = (int)(_replaced++ % Ways);
        }

        Place(bucket, way, hash, text, code);
    }

    private static void Place(byte* bucket, int way, uint hash, Vector128<byte> text, int code)
    {
        ((uint*)bucket)[way] = hash;
        ((int*)(bucket + Codes))[way] = code;
        text.Store(bucket + Texts + (way << 4));
    }

    private void Grow()
    {
        var before = _memory;
        var old = _buckets;
        var buckets = before.Length / BucketSize;
        var size = Math.Max(FewestBuckets, buckets * 2);
        _memory = GC.AllocateArray<byte>((size * BucketSize) + 64, pinned: true);
        _buckets = (byte*)(((nint)Unsafe.AsPointer(ref _memory[0]) + 63) & ~63);
        _mask = (uint)size - 1;
        for (var i = 0; i < buckets; i++)
        {
            var from = old + (i * BucketSize);
            for (var way = 0; way < Ways && ((uint*)from)[way] is var hash and not 0; way++)
            {
                // A bucket becomes two, so there is room.
                var to = Bucket(hash);
                Place(
                    to, new Span<uint>(to, Ways).IndexOf(0u), hash, Vector128.Load(from + Texts + (way << 4)), ((int*)(from + Codes))[way]);
            }
        }

        GC.KeepAlive(before);
    }
}
