using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>Where functions put text they make. Reset with each batch; text from it lives until then.</summary>
public sealed class TextArena
{
    private const int BlockSize = 64 * 1024;

    private byte[] _block = new byte[BlockSize];
    private int _used;

    /// <summary>Room for a text of <paramref name="length"/> bytes, which the caller fills.</summary>
    public Span<byte> Allocate(int length, out Utf8Text text)
    {
        if (length > _block.Length - _used)
        {
            // The old block stays alive through the texts that point into it.
            _block = new byte[Math.Max(BlockSize, length)];
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
        _used = 0;
        if (_block.Length > BlockSize)
        {
            _block = new byte[BlockSize];
        }
    }
}
