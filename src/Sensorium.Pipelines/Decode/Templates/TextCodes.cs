using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sensorium.Core;

namespace Sensorium.Pipelines.Decode.Templates;

/// <summary>
/// The codes of a dictionary by the text as it stands in JSON: a text of up to fifteen bytes is judged and unescaped only when it is first
/// seen. When it is full it learns no more, and forgets all once as many unknown texts have come; the dictionary forgets nothing.
/// </summary>
/// <remarks>
/// A bucket is 64 bytes: eight tags, which are never 0 where the place is taken, then the numbers of their entries. A text is known with the
/// quote that ends it, which tells it from the same text with zeros behind. What is searched for ends at the first quote; where that one is
/// escaped, an odd backslash stands before it, as in no entry.
/// </remarks>
internal sealed unsafe class TextCodes(TextDictionary dictionary)
{
    private const int MaxEntries = 1 << 20;
    private const int Ways = 8;

    private uint[] _memory = [];
    private uint* _buckets;
    private uint _mask;
    private Vector128<byte>[] _keys = GC.AllocateUninitializedArray<Vector128<byte>>(64, pinned: true);
    private int[] _codes = new int[64];
    private int _count;
    private int _unknown;
    private uint _replaced;
    private byte[] _scratch = new byte[64];

    /// <summary>The code of text known by these bytes, its closing quote included and zeros behind it; −1 where it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(Vector128<byte> text)
    {
        if (_buckets == null)
        {
            return -1;
        }

        var hash = Hash(text);
        var bucket = _buckets + (((hash >> 8) & _mask) << 4);
        var hits = Vector256.Equals(Vector256.Load(bucket), Vector256.Create(hash)).ExtractMostSignificantBits();
        var entry = bucket[Ways + BitOperations.TrailingZeroCount(hits | 0x80)];
        return hits != 0 && _keys[entry] == text ? _codes[entry] : -1;
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
            if (_scratch.Length < length)
            {
                _scratch = new byte[length];
            }

            var written = JsonText.Unescape(plain, _scratch);
            if (written < 0)
            {
                return -1;
            }

            plain = _scratch.AsSpan(0, written);
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

    private void Remember(Vector128<byte> text, int code)
    {
        if (_count == MaxEntries && ++_unknown > MaxEntries)
        {
            // Those that are known are not those that come.
            _buckets = null;
            _count = 0;
            _unknown = 0;
        }

        if (_buckets == null)
        {
            Allocate(64);
        }

        var hash = Hash(text);
        var bucket = Bucket(hash);
        var free = -1;
        for (var way = Ways - 1; way >= 0; way--)
        {
            if (bucket[way] == 0)
            {
                free = way;
            }
            else if (bucket[way] == hash && _keys[bucket[Ways + way]] == text)
            {
                // Known, but another text of this bucket has the same tag, and Find sees only the first.
                return;
            }
        }

        if (free < 0)
        {
            // A full bucket gives up one of its texts, so that texts chosen to collide cost no memory.
            free = (int)(_replaced++ % Ways);
            bucket[free] = hash;
            (_keys[bucket[Ways + free]], _codes[bucket[Ways + free]]) = (text, code);
            return;
        }

        if (_count == MaxEntries)
        {
            return;
        }

        if (_count == _codes.Length)
        {
            var keys = GC.AllocateUninitializedArray<Vector128<byte>>(_count * 2, pinned: true);
            _keys.CopyTo(keys, 0);
            _keys = keys;
            Array.Resize(ref _codes, _count * 2);
        }

        (_keys[_count], _codes[_count]) = (text, code);
        Place(bucket, free, hash, _count++);
        if (_count > (_mask + 1) * Ways / 2)
        {
            Grow();
        }
    }

    private uint* Bucket(uint hash) => _buckets + (((hash >> 8) & _mask) << 4);

    private static void Place(uint* bucket, int way, uint hash, int entry) => (bucket[way], bucket[Ways + way]) = (hash, (uint)entry);

    private void Grow()
    {
        Allocate((int)(_mask + 1) * 2);
        for (var entry = 0; entry < _count; entry++)
        {
            var hash = Hash(_keys[entry]);
            var bucket = Bucket(hash);
            var way = new ReadOnlySpan<uint>(bucket, Ways).IndexOf(0u);
            if (way >= 0)
            {
                Place(bucket, way, hash, entry);
            }
        }
    }

    private void Allocate(int buckets)
    {
        _memory = GC.AllocateArray<uint>((buckets * 16) + 16, pinned: true);
        _buckets = (uint*)(((nint)Unsafe.AsPointer(ref _memory[0]) + 63) & ~63);
        _mask = (uint)buckets - 1;
    }
}
