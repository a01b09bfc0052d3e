using System.Buffers;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Sensorium.Streams.Frames;

/// <summary>Bodies of records as single zstd frames. Contexts and buffers are pooled: nothing is allocated for a frame.</summary>
internal static class FrameCompression
{
    /// <summary>Higher levels cost twice the time and save nothing on records of this size; see docs/adr/0010-compressed-log.md.</summary>
    private const int Level = 1;

    /// <summary>A body below this has too little in it that repeats.</summary>
    private const int SmallestBody = 128;

    /// <summary>Bounds what a reader allocates on the word of a few bytes; a body that would shrink further stays as it is.</summary>
    private const int MostExpansion = 1024;

    /// <summary>Contexts kept; those beyond the partitions that are busy at once would only hold memory.</summary>
    private const int Kept = 4;

    private static readonly Compressor?[] _compressors = new Compressor?[Kept];
    private static readonly Decompressor?[] _decompressors = new Decompressor?[Kept];

    /// <summary>Compresses the body in its place.</summary>
    /// <returns>The new length; that of the body where it would not shrink by an eighth.</returns>
    internal static int Compress(Span<byte> body)
    {
        if (body.Length < SmallestBody)
        {
            return body.Length;
        }

        var limit = body.Length - (body.Length / 8);
        var packed = ArrayPool<byte>.Shared.Rent(limit);
        var compressor = Rent(_compressors) ?? new Compressor(Level);
        try
        {
            if (!compressor.TryWrap(body, packed.AsSpan(0, limit), out var length) || body.Length / length >= MostExpansion)
            {
                return body.Length;
            }

            packed.AsSpan(0, length).CopyTo(body);
            return length;
        }
        finally
        {
            Return(_compressors, compressor);
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <returns>Bytes that a compressed body had, or -1 where it does not say so or claims more than any body may have.</returns>
    internal static unsafe int InflatedLength(ReadOnlySpan<byte> body)
    {
        fixed (byte* start = body)
        {
            var length = Methods.ZSTD_getFrameContentSize(start, (nuint)body.Length);
            return length <= (ulong)body.Length * MostExpansion && length <= (ulong)Array.MaxLength ? (int)length : -1;
        }
    }

    /// <returns>False where the body does not fill <paramref name="target"/> exactly.</returns>
    internal static bool TryInflate(ReadOnlySpan<byte> body, Span<byte> target)
    {
        var decompressor = Rent(_decompressors) ?? new Decompressor();
        try
        {
            return decompressor.TryUnwrap(body, target, out var length) && length == target.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
        finally
        {
            Return(_decompressors, decompressor);
        }
    }

    private static T? Rent<T>(T?[] kept)
        where T : class
    {
        for (var i = 0; i < kept.Length; i++)
        {
            if (Interlocked.Exchange(ref kept[i], null) is { } context)
            {
                return context;
            }
        }

        return null;
    }

    private static void Return<T>(T?[] kept, T context)
        where T : class, IDisposable
    {
        for (var i = 0; i < kept.Length; i++)
        {
            if (Interlocked.CompareExchange(ref kept[i], context, null) is null)
            {
                return;
            }
        }

        context.Dispose();
    }
}
