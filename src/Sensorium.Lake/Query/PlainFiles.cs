using System.Buffers;
using Sensorium.Core;
using Sensorium.Core.Formats;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>
/// Files that are no Delta table as a table of a query: one Parquet, CSV or JSON file, or all files of a folder and those below it. Folders
/// named <c>column=value</c> are columns. What begins with a dot or an underscore is left out, as other engines do.
/// </summary>
/// <param name="Sql">The SELECT of its rows.</param>
/// <param name="Paths">All files it reads.</param>
/// <param name="Bytes">Of these.</param>
public sealed record PlainFiles(string Sql, IReadOnlyList<string> Paths, long Bytes)
{
    private const int MostFiles = 10_000;

    /// <summary>Of a file's text, so much is looked at.</summary>
    private const int Looked = 4096;

    private enum Kind
    {
        Parquet,
        Csv,
        Json,
    }

    /// <param name="path">Full path of a file or folder, which stands.</param>
    /// <exception cref="SensoriumException">SN5040 no files there, SN5041 a file of no known kind, SN5042 files of different kinds, SN5043 too many, SN4103 damaged gzip.</exception>
    public static PlainFiles Of(string path)
    {
        var isFolder = Directory.Exists(path);
        string[] paths = isFolder ? [.. Below(path).Order(StringComparer.Ordinal).Take(MostFiles + 1)] : [path];
        if (paths.Length == 0)
        {
            throw new SensoriumException("SN5040", $"the folder {path} holds no files.", "name a folder with Parquet, CSV or JSON files, or a Delta table.");
        }

        if (paths.Length > MostFiles)
        {
            throw new SensoriumException("SN5043", $"the folder {path} holds more than {MostFiles:N0} files.", "name a part of it.");
        }

        var kinds = paths.Select(KindOf).ToList();
        if (kinds.FindIndex(kind => kind.Kind != kinds[0].Kind) is var other and > 0)
        {
            throw Different(path, $"{paths[0]} is {Name(kinds[0].Kind)} and {paths[other]} {Name(kinds[other].Kind)}");
        }

        var columns = isFolder ? paths.Select(file => FolderColumns(path, file)).ToList() : [""];
        if (columns.FindIndex(names => names != columns[0]) is var strange and > 0)
        {
            throw Different(path, $"the folders of {paths[0]} and {paths[strange]} do not name the same columns");
        }

        var options = $"union_by_name = true, hive_partitioning = {(columns[0].Length > 0 ? "true" : "false")}";
        if (kinds[0].Kind == Kind.Parquet)
        {
            // Writers leave NaN out of a column's bounds, and DuckDB would leave out its rows.
            options += ", can_have_nan = true";
        }
        else if (kinds.TrueForAll(kind => kind.IsGzip == kinds[0].IsGzip))
        {
            options += $", compression = '{(kinds[0].IsGzip ? "gzip" : kinds[0].Kind == Kind.Csv ? "none" : "uncompressed")}'";
        }

        var files = string.Join(", ", paths.Select(DuckSql.Text));
        return new($"SELECT * FROM read_{kinds[0].Kind.ToString().ToLowerInvariant()}([{files}], {options})", paths, paths.Sum(file => new FileInfo(file).Length));
    }

    private static string Name(Kind kind) => kind == Kind.Parquet ? "Parquet" : kind.ToString().ToUpperInvariant();

    private static SensoriumException Different(string path, string how) => new(
        "SN5042", $"the files of {path} are no one table: {how}.", "name a folder whose files are alike, or one file.");

    private static IEnumerable<string> Below(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.Name[0] is not ('.' or '_')))
        {
            foreach (var file in entry is DirectoryInfo ? Below(entry.FullName) : [entry.FullName])
            {
                yield return file;
            }
        }
    }

    /// <summary>The columns that the folders between name, in their order.</summary>
    private static string FolderColumns(string folder, string file) => string.Join(
        '/',
        Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Split('/').Where(name => name.IndexOf('=') > 0).Select(name => name[..name.IndexOf('=')]));

    /// <summary>Parquet by its first bytes; text by its ending, and JSON without a known one by how it begins.</summary>
    private static (Kind Kind, bool IsGzip) KindOf(string path)
    {
        var start = Start(path, out var isGzip);
        var name = isGzip && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        var first = start.AsSpan(start.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0).TrimStart(" \t\r\n"u8);
        var isText = !start.AsSpan().Contains((byte)0);
        var isJson = isText && (first.IsEmpty || first[0] is (byte)'{' or (byte)'[');
        Kind? kind = Path.GetExtension(name).ToLowerInvariant() switch
        {
            _ when start.AsSpan().StartsWith("PAR1"u8) => isGzip ? null : Kind.Parquet,
            ".csv" or ".tsv" when isText => Kind.Csv,
            ".json" or ".jsonl" or ".ndjson" or ".geojson" when isJson => Kind.Json,
            ".csv" or ".tsv" or ".json" or ".jsonl" or ".ndjson" or ".geojson" or ".parquet" => null,
            _ => isJson && !first.IsEmpty ? Kind.Json : null,
        };
        return (kind ?? throw new SensoriumException(
            "SN5041",
            $"{path} is no Parquet, CSV or JSON file{(Path.GetExtension(name) is { Length: > 1 } ending ? $", whatever its ending {ending} says" : "")}.",
            "give text files the ending .csv, .json or .ndjson, before .gz if they are compressed."), isGzip);
    }

    private static byte[] Start(string path, out bool isGzip)
    {
        using var file = File.OpenRead(path);
        var buffer = ArrayPool<byte>.Shared.Rent(Looked);
        try
        {
            var read = file.ReadAtLeast(buffer.AsSpan(0, Looked), Looked, throwOnEndOfStream: false);
            isGzip = Gzip.IsGzip(buffer.AsSpan(0, read));
            if (isGzip)
            {
                file.Position = 0;
                using var inflated = new GunzipStream(file, $"'{path}'");
                read = inflated.ReadAtLeast(buffer.AsSpan(0, Looked), Looked, throwOnEndOfStream: false);
                // DuckDB 1.5.6 reads a file that was cut as far as it goes, and says nothing.
                inflated.CopyTo(Stream.Null);
            }

            return buffer[..read];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
