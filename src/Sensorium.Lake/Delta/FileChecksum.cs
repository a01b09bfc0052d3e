using System.IO.Hashing;
using Sensorium.Core.Objects;

namespace Sensorium.Lake.Delta;

/// <summary>
/// The checksum of a data file: XXH3 of all its bytes, 64 bits. It is taken before the file gets its name, and stands in the checkpoint that
/// lists the file and in the tags of its <c>add</c>. Parquet as DuckDB writes it has none of its own, and a flipped bit in a page of numbers
/// is just another number.
/// </summary>
internal static class FileChecksum
{
    /// <summary>The tag of an <c>add</c>.</summary>
    public const string Tag = "sensorium.xxh3";

    private const int BufferBytes = 1 << 20;

    /// <summary>As 16 hexadecimal digits.</summary>
    public static string Of(string path)
    {
        var hash = new XxHash3();
        var buffer = new byte[BufferBytes];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        while (file.Read(buffer) is var read and > 0)
        {
            hash.Append(buffer.AsSpan(0, read));
        }

        return Text(hash.GetCurrentHashAsUInt64());
    }

    /// <summary>Why a file is not what was written; null where it is, and where its writer kept no checksum of it.</summary>
    public static async ValueTask<string?> Fault(IObjectStore objects, string folder, DeltaFile file, CancellationToken cancellation)
    {
        if (file.Checksum is not { } expected)
        {
            return null;
        }

        var key = $"{folder}/{file.Path}";
        string found;
        if (objects.LocalPath(key) is { } path)
        {
            found = Of(path);
        }
        else if (await objects.Get(key, cancellation) is { } content)
        {
            found = Text(XxHash3.HashToUInt64(content));
        }
        else
        {
            return "it is gone";
        }

        return found == expected ? null : $"its checksum is {found}, and was {expected} when it was written";
    }

    private static string Text(ulong hash) => hash.ToString("x16", null);
}
