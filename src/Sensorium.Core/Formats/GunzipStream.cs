using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Sensorium.Core.Formats;

/// <summary>
/// The inflated bytes of a gzip file (RFC 1952), forward only. Members one after the other are one file, and zeros behind a member are the
/// padding of tapes and blocks. Whatever else stands behind a member, a file that ends early and a wrong checksum are errors, where
/// <see cref="GZipStream"/> ends without a word.
/// </summary>
/// <remarks>
/// <see cref="DeflateStream"/> does not say where in its last block the compressed data ended. The member's trailer says it: its eight
/// bytes are known, for they are the checksum and the length of what was inflated.
/// </remarks>
/// <param name="source">Disposed with this.</param>
/// <param name="name">What errors call it: a quoted path, or "the body".</param>
public sealed class GunzipStream(Stream source, string name) : Stream
{
    private const int TrailerBytes = 8;
    private const int HeaderBytes = 10;

    private readonly CompressedInput _input = new(source);
    private DeflateStream? _member;
    private readonly Crc32 _checksum = new();
    private uint _memberBytes;
    private long _inflated;
    private bool _hasMember;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>Bytes inflated so far.</summary>
    public override long Position
    {
        get => _inflated;
        set => throw new NotSupportedException();
    }

    /// <returns>Bytes read; 0 only at the end, or for an empty buffer.</returns>
    /// <exception cref="SensoriumException">SN4103: it is not whole gzip, or something else stands behind it; the message says which and at
    /// what byte.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && !_isEnded)
        {
            if (_member is null)
            {
                while (!TryOpenMember())
                {
                    _input.Fill();
                }
            }
            else if (Inflate(buffer) is var read and > 0)
            {
                return Took(buffer, read);
            }
            else
            {
                while (!TryCloseMember())
                {
                    _input.Fill();
                }
            }
        }

        return 0;
    }

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty && !_isEnded)
        {
            if (_member is null)
            {
                while (!TryOpenMember())
                {
                    await _input.FillAsync(cancellationToken);
                }
            }
            else if (await InflateAsync(buffer, cancellationToken) is var read and > 0)
            {
                return Took(buffer.Span, read);
            }
            else
            {
                while (!TryCloseMember())
                {
                    await _input.FillAsync(cancellationToken);
                }
            }
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            _member = null;
            _isEnded = true;
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Inflate(Span<byte> buffer)
    {
        try
        {
            return _member!.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw Broken(error);
        }
    }

    private async ValueTask<int> InflateAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await _member!.ReadAsync(buffer, cancellation);
        }
        catch (InvalidDataException error)
        {
            throw Broken(error);
        }
    }

    private int Took(ReadOnlySpan<byte> buffer, int read)
    {
        _checksum.Append(buffer[..read]);
        _memberBytes += (uint)read;
        _inflated += read;
        return read;
    }

    /// <summary>Steps over padding and a header to a member's data, or finds the end.</summary>
    /// <returns>False where more input is needed first.</returns>
    private bool TryOpenMember()
    {
        if (_hasMember)
        {
            _input.Skip(_input.Waiting.IndexOfAnyExcept((byte)0) is >= 0 and var zeros ? zeros : _input.Waiting.Length);
        }

        var waiting = _input.Waiting;
        if (_hasMember && waiting.IsEmpty && _input.IsEnded)
        {
            _isEnded = true;
            return true;
        }

        if (!waiting.IsEmpty && !Gzip.CouldBeGzip(waiting))
        {
            throw Damaged(_hasMember
                ? $"behind its end, from byte {_input.Position:N0} on, stand bytes that are not gzip"
                : $"byte {_input.Position:N0} does not begin gzip");
        }

        if (HeaderLength(waiting) is not { } header)
        {
            return _input.IsEnded ? throw CutShort()
                : _input.IsFull ? throw Damaged($"the header at byte {_input.Position:N0} is too long")
                : false;
        }

        _input.Skip(header);
        _member = new(_input, CompressionMode.Decompress, leaveOpen: true);
        _checksum.Reset();
        (_memberBytes, _hasMember) = (0, true);
        return true;
    }

    /// <returns>Null where more input is needed to tell.</returns>
    private int? HeaderLength(ReadOnlySpan<byte> header)
    {
        const int headerCrc = 2, extra = 4, name = 8, comment = 16, unknown = 0xE0;
        if (header.Length < HeaderBytes)
        {
            return null;
        }

        var flags = header[3];
        if (header[2] != 8 || (flags & unknown) != 0)
        {
            throw Damaged($"the header at byte {_input.Position:N0} is of an unknown kind");
        }

        var length = HeaderBytes;
        if ((flags & extra) != 0)
        {
            if (header.Length < length + 2)
            {
                return null;
            }

            length += 2 + BinaryPrimitives.ReadUInt16LittleEndian(header[length..]);
        }

        foreach (var text in (ReadOnlySpan<int>)[name, comment])
        {
            if ((flags & text) != 0)
            {
                var end = header.Length < length ? -1 : header[length..].IndexOf((byte)0);
                if (end < 0)
                {
                    return null;
                }

                length += end + 1;
            }
        }

        length += (flags & headerCrc) != 0 ? 2 : 0;
        return length <= header.Length ? length : null;
    }

    /// <summary>Finds where in the last block the member's data ended, and steps behind its trailer.</summary>
    /// <returns>False where more input is needed first.</returns>
    private bool TryCloseMember()
    {
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _memberBytes);

        // What it asked for and did not get was more of its data.
        if (_input.IsStarved)
        {
            throw CutShort();
        }

        var at = _input.LastBlock.IndexOf(trailer);
        if (at < 0)
        {
            return !_input.IsEnded && _input.Waiting.Length < TrailerBytes
                ? false
                : throw Damaged($"the data before byte {_input.Position:N0} do not end with their checksum");
        }

        _input.ReturnToLastBlock(at + TrailerBytes);
        _member!.Dispose();
        _member = null;
        return true;
    }

    private SensoriumException Broken(Exception error) =>
        Damaged($"its compressed data are broken before byte {_input.Position:N0}", error);

    private SensoriumException CutShort() => Damaged($"it is cut short at byte {_input.Position + _input.Waiting.Length:N0}");

    private SensoriumException Damaged(string how, Exception? cause = null) =>
        new(
            "SN4103",
            $"{name} is not whole gzip: {how}.",
            "make or fetch it again, with nothing behind it; `gzip -dc` unpacks it as far as it goes.",
            cause);

    /// <summary>The source, of which a member's last block can be looked at again.</summary>
    private sealed class CompressedInput(Stream source) : Stream
    {
        private const int Capacity = 64 << 10;

        private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
        private long _bufferStart;
        private int _lastBlock;
        private int _next;
        private int _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        /// <summary>Bytes of the source that were taken.</summary>
        public override long Position
        {
            get => _bufferStart + _next;
            set => throw new NotSupportedException();
        }

        internal ReadOnlySpan<byte> Waiting => _buffer.AsSpan(_next, _end - _next);

        /// <summary>What the inflater got last, and all that waits behind it.</summary>
        internal ReadOnlySpan<byte> LastBlock => _buffer.AsSpan(_lastBlock, _end - _lastBlock);

        /// <summary>Whether the source has no more bytes than those that wait.</summary>
        internal bool IsEnded { get; private set; }

        /// <summary>Whether the inflater asked for more where there is none.</summary>
        internal bool IsStarved { get; private set; }

        internal bool IsFull => _lastBlock == 0 && _end == Capacity;

        /// <summary>Takes bytes that no inflater needs again.</summary>
        internal void Skip(int bytes)
        {
            _next += bytes;
            _lastBlock = _next;
        }

        internal void ReturnToLastBlock(int offset)
        {
            _next = _lastBlock + offset;
            _lastBlock = _next;
        }

        /// <summary>Lets more wait, or notes that there is no more.</summary>
        internal void Fill()
        {
            MakeRoom();
            Filled(source.Read(_buffer.AsSpan(_end, Capacity - _end)));
        }

        /// <inheritdoc cref="Fill"/>
        internal async ValueTask FillAsync(CancellationToken cancellation)
        {
            MakeRoom();
            Filled(await source.ReadAsync(_buffer.AsMemory(_end, Capacity - _end), cancellation));
        }

        public override int Read(Span<byte> buffer)
        {
            if (_next == _end)
            {
                _lastBlock = _next;
                Fill();
            }

            return Take(buffer);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_next == _end)
            {
                _lastBlock = _next;
                await FillAsync(cancellationToken);
            }

            return Take(buffer.Span);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && _buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = [];
                (_lastBlock, _next, _end) = (0, 0, 0);
                source.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Take(Span<byte> buffer)
        {
            var taken = Math.Min(buffer.Length, _end - _next);
            _buffer.AsSpan(_next, taken).CopyTo(buffer);
            _lastBlock = _next;
            _next += taken;
            IsStarved |= taken == 0;
            return taken;
        }

        private void MakeRoom()
        {
            if (_lastBlock > 0)
            {
                _buffer.AsSpan(_lastBlock, _end - _lastBlock).CopyTo(_buffer);
                _bufferStart += _lastBlock;
                (_lastBlock, _next, _end) = (0, _next - _lastBlock, _end - _lastBlock);
            }
        }

        private void Filled(int read)
        {
            _end += read;
            IsEnded |= read == 0;
        }
    }
}
