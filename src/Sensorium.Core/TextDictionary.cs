using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sensorium.Core;

/// <summary>
/// Text by small dense code, 0, 1, 2 … in order of first sight. Owned by one lane of one pipeline and not thread-safe; entries never
/// move, so a reader may keep a <see cref="Utf8Text"/> for as long as the dictionary lives.
/// </summary>
public sealed class TextDictionary
{
    /// <summary>Blocks double from the first to the largest: a city has hundreds of dictionaries, most of them of a few words.</summary>
    private const int FirstBlock = 512;
    private const int LargestBlock = 64 * 1024;

    private Utf8Text[] _entries = new Utf8Text[64];
    private int[] _buckets = NewBuckets(256);
    private uint[] _hashes = new uint[64];
    private byte[] _block = [];
    private int _used;

    public int Count { get; private set; }

    /// <summary>Bytes held, for the state budget.</summary>
    public long Size { get; private set; }

    public Utf8Text this[int code]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _entries[code];
    }

    /// <summary>The code of <paramref name="text"/>, which must be valid UTF-8 where the column is text.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var slot = Probe(text, hash);
        var code = _buckets[slot];
        return code >= 0 ? code : Add(text, hash, slot);
    }

    /// <summary>The code of <paramref name="text"/>, or −1.</summary>
    public int Find(ReadOnlySpan<byte> text) => _buckets[Probe(text, Hash(text))];

    private static int[] NewBuckets(int size)
    {
        var buckets = new int[size];
        Array.Fill(buckets, -1);
        return buckets;
    }

    private int Probe(ReadOnlySpan<byte> text, uint hash)
    {
        var mask = _buckets.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var code = _buckets[slot];
            if (code < 0 || (_hashes[code] == hash && _entries[code].Span.SequenceEqual(text)))
            {
                return slot;
            }
        }
    }

    private int Add(ReadOnlySpan<byte> text, uint hash, int slot)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        if (text.Length > _block.Length - _used)
        {
            _block = new byte[Math.Max(Math.Clamp(_block.Length * 2, FirstBlock, LargestBlock), text.Length)];
            _used = 0;
            Size += _block.Length;
        }

        text.CopyTo(_block.AsSpan(_used));
        var code = Count++;
        _entries[code] = new(_block, _used, text.Length);
        _hashes[code] = hash;
        _used += text.Length;
        _buckets[slot] = code;
        Size += 24;
        if (Count * 2 > _buckets.Length)
        {
            Rehash();
        }

        return code;
    }

    private void Rehash()
    {
        _buckets = NewBuckets(_buckets.Length * 4);
        var mask = _buckets.Length - 1;
        for (var code = 0; code < Count; code++)
        {
            var slot = (int)_hashes[code] & mask;
            while (_buckets[slot] >= 0)
            {
                slot = (slot + 1) & mask;
            }

            _buckets[slot] = code;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length * 0x9E3779B97F4A7C15;
        while (text.Length >= 8)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(text)) * 0xFF51AFD7ED558CCD;
            hash ^= hash >> 32;
            text = text[8..];
        }

        ulong tail = 0;
        for (var i = 0; i < text.Length; i++)
        {
            tail |= (ulong)text[i] << (8 * i);
        }

        hash = (hash ^ tail) * 0xC4CEB9FE1A85EC53;
        return (uint)(hash >> 32);
    }
}
