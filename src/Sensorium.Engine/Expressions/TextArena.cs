using Sensorium.Core;

namespace Sensorium.Engine.Expressions;

/// <summary>Where functions put text they make. Reset with each batch; text from it lives until then.</summary>
public sealed class TextArena
{
    /// <summary>Blocks double from the first to the largest: most statements make little text, or none.</summary>
    private const int FirstBlock = 1024;
    private const int LargestBlock = 64 * 1024;
    private const int MostBlocks = 64;

    private readonly List<byte[]> _blocks = [new byte[FirstBlock]];
    private byte[] _block;
    private int _index;
    private int _used;

    public TextArena() => _block = _blocks[0];

    /// <summary>Room for a text of <paramref name="length"/> bytes, which the caller fills.</summary>
    public Span<byte> Allocate(int length, out Utf8Text text)
    {
        if (length > _block.Length - _used)
        {
            _block = NextBlock(length);
            _used = 0;
        }

        text = new(_block, _used, length);
        var room = _block.AsSpan(_used, length);
        _used += length;
        return room;
    }

    /// <summary>Gives back the end of the text allocated last, which turned out shorter.</summary>
    public Utf8Text Shorten(Utf8Text last, int length)
    {
        _used -= last.Length - length;
        return new(last.Buffer, last.Start, length);
    }

    public Utf8Text Copy(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Allocate(text.Length, out var copy));
        return copy;
    }

    public void Reset()
    {
        _block = _blocks[0];
        _index = 0;
        _used = 0;
    }

    private byte[] NextBlock(int length)
    {
        while (length <= LargestBlock && _index + 1 < MostBlocks)
        {
            if (++_index == _blocks.Count)
            {
                _blocks.Add(new byte[Math.Min(LargestBlock, _blocks[^1].Length * 2)]);
            }

            if (length <= _blocks[_index].Length)
            {
                return _blocks[_index];
            }
        }

        // A text larger than a block has one of its own, and blocks beyond the limit are not kept: they live through their texts.
        return new byte[Math.Max(LargestBlock, length)];
    }
}
