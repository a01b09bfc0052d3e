using Sensorium.Core.Files;

namespace Sensorium.Streams.Frames;

/// <summary>Walks the frames of a segment in order, checking each, until the end or the first bytes that are not the next frame.</summary>
internal sealed class FrameReader(IFile file, long position, long end, ulong salt, long offset)
{
    private const int Chunk = 1 << 20;

    private byte[] _buffer = new byte[Chunk];
    private int _at;
    private int _filled;
    private int _length;

    /// <summary>Where the current frame starts; after <see cref="MoveNext"/> answered false, where the intact frames end.</summary>
    internal long Position { get; private set; } = position;

    /// <summary>The offset of the next record after the frames walked.</summary>
    internal long NextOffset { get; private set; } = offset;

    internal FrameHeader Header { get; private set; }

    internal ReadOnlySpan<byte> Body => _buffer.AsSpan(_at + FrameHeader.Size, _length - FrameHeader.Size);

    internal bool MoveNext()
    {
        _at += _length;
        Position += _length;
        _length = 0;
        if (!Fill(FrameHeader.Size))
        {
            return false;
        }

        var header = Frame.Header(_buffer.AsSpan(_at));
        if (!header.HasPlausibleShape(end - Position) || header.BaseOffset != NextOffset || !Fill(header.Length)
            || !Frame.IsIntact(_buffer.AsSpan(_at, header.Length), salt))
        {
            return false;
        }

        Header = header;
        _length = header.Length;
        NextOffset += header.Count;
        return true;
    }

    private bool Fill(int wanted)
    {
        if (_filled - _at >= wanted)
        {
            return true;
        }

        if (end - Position < wanted)
        {
            return false;
        }

        var kept = _buffer.AsSpan(_at, _filled - _at);
        var target = _buffer.Length < wanted ? new byte[wanted] : _buffer;
        kept.CopyTo(target);
        (_buffer, _filled, _at) = (target, kept.Length, 0);
        var room = (int)Math.Min(_buffer.Length - _filled, end - Position - _filled);
        _filled += file.Read(_buffer.AsSpan(_filled, room), Position + _filled);
        return _filled >= wanted;
    }
}
