namespace Sensorium.Core.Formats;

/// <summary>How gzip is told from other bytes, and opened.</summary>
public static class Gzip
{
    /// <summary>Bytes that <see cref="IsGzip"/> needs to tell.</summary>
    public const int MagicBytes = 2;

    /// <param name="start">The first bytes of a file, at least <see cref="MagicBytes"/> where it has so many.</param>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <summary>Whether bytes that may be fewer than <see cref="MagicBytes"/> are not yet told from gzip.</summary>
    internal static bool CouldBeGzip(ReadOnlySpan<byte> start) => IsGzip(start) || start is [0x1F];

    /// <summary>The text of a file, inflated where its first bytes say that it is gzip. A file's name decides nothing.</summary>
    /// <param name="file">Can seek and stands at its start; disposed with what is returned.</param>
    /// <param name="path">Of the file, for errors.</param>
    public static Stream OpenText(Stream file, string path)
    {
        Span<byte> start = stackalloc byte[MagicBytes];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return IsGzip(start[..read]) ? new GunzipStream(file, $"'{path}'") : file;
    }
}
