using Sensorium.Core.Files;
using Sensorium.Core.Formats;

namespace Sensorium.Engine.Sources;

/// <summary>The uncompressed text of a file, read at any offset; backwards in a gzip file means from its start again.</summary>
internal sealed class FileText : IDisposable
{
    // More is held only until the next text is kept.
    private const int MostKept = 4 * 1024 * 1024;

    private readonly IFile _file;
    private readonly string _path;
    private readonly bool _compressed;
    private readonly byte[] _skipped = [];
    private GunzipStream? _inflating;
    private long _inflated;
    private byte[] _kept = [];
    private int _keptLength;
    private long _keptOffset;

    /// <param name="path">Of the file, for errors.</param>
    public FileText(IFile file, string path)
    {
        (_file, _path) = (file, path);
        Span<byte> start = stackalloc byte[Gzip.MagicBytes];
        _compressed = Gzip.IsGzip(start[..file.Read(start, 0)]);
        if (_compressed)
        {
            _skipped = new byte[64 * 1024];
        }
    }

    /// <summary>In bytes; <see cref="long.MaxValue"/> for a gzip file that was not yet read to its end.</summary>
    public long Length => !_compressed ? _file.Length : InflatedLength;

    private long InflatedLength { get; set; } = long.MaxValue;

    /// <returns>Bytes read; fewer than asked only at the end.</returns>
    /// <exception cref="Core.SensoriumException">SN4103: the file is not whole gzip.</exception>
    public int Read(Span<byte> buffer, long offset)
    {
        if (!_compressed)
        {
            return _file.Read(buffer, offset);
        }

        var fromKept = offset - _keptOffset;
        if (fromKept >= 0 && fromKept < _keptLength)
        {
            var kept = _kept.AsSpan((int)fromKept, Math.Min(_keptLength - (int)fromKept, buffer.Length));
            kept.CopyTo(buffer);
            return kept.Length == buffer.Length ? kept.Length : kept.Length + Read(buffer[kept.Length..], offset + kept.Length);
        }

        if (_inflating is null || offset < _inflated)
        {
            _inflating?.Dispose();
            _inflating = new(new FileStreamView(_file), $"'{_path}'");
            _inflated = 0;
        }

        while (_inflated < offset)
        {
            if (Inflate(_skipped.AsSpan(0, (int)Math.Min(_skipped.Length, offset - _inflated))) == 0)
            {
                return 0;
            }
        }

        return Inflate(buffer);
    }

    /// <summary>
    /// Remembers text at <paramref name="offset"/> that was read too far, so that reading on from there does not inflate again.
    /// </summary>
    public void Keep(ReadOnlySpan<byte> text, long offset)
    {
        if (!_compressed)
        {
            return;
        }

        if (_kept.Length < text.Length || _kept.Length > MostKept)
        {
            _kept = new byte[text.Length];
        }

        text.CopyTo(_kept);
        (_keptLength, _keptOffset) = (text.Length, offset);
    }

    public void Dispose()
    {
        _inflating?.Dispose();
        _file.Dispose();
    }

    private int Inflate(Span<byte> buffer)
    {
        var read = _inflating!.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        _inflated += read;
        if (read < buffer.Length)
        {
            InflatedLength = _inflated;
        }

        return read;
    }
}
