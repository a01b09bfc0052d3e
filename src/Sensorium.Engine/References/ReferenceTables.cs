using System.Security.Cryptography;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.References;

/// <summary>
/// Loads the tables of <c>reference/</c>: <c>.csv</c> with a header; <c>.json</c>, an array of objects; <c>.ndjson</c>;
/// <c>.geojson</c>, whose features' properties are columns beside <c>location</c>. A table's name is its file's.
/// </summary>
public static class ReferenceTables
{
    /// <summary>Of one file, in bytes. A reference table stands in memory, in each pipeline that joins it.</summary>
    public const int MaxSize = 64 * 1024 * 1024;

    internal static readonly IReadOnlyList<string> Extensions = [".csv", ".json", ".ndjson", ".geojson"];

    /// <summary>The table whose <c>low</c> and <c>high</c> people move while the city runs, by fractions too.</summary>
    public const string Thresholds = "thresholds";

    /// <summary>All tables of a folder by name; empty where the folder does not exist. Other files are left alone.</summary>
    /// <exception cref="SensoriumException">SN2030: a file cannot be read as its name says, is too large, or has the name of
    /// another.</exception>
    public static IReadOnlyDictionary<string, ReferenceTable> Load(IFileSystem files, string folder)
    {
        var tables = new Dictionary<string, ReferenceTable>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in files.List(folder))
        {
            var (name, extension) = Split(entry.Name);
            if (entry.IsDirectory || !Extensions.Contains(extension))
            {
                continue;
            }

            var path = $"{folder.TrimEnd('/')}/{entry.Name}";
            var table = Parse(name, path, Read(files, path));
            if (!tables.TryAdd(name, table))
            {
                throw new SensoriumException(
                    "SN2030", $"{path} and {tables[name].Path} are both the reference table {name}", "rename one of them");
            }
        }

        return tables;
    }

    /// <summary>The bytes of a table's file.</summary>
    /// <exception cref="SensoriumException">SN2030: there are too many.</exception>
    internal static byte[] Read(IFileSystem files, string path)
    {
        using var file = files.Open(path, FileAccessMode.Read);
        if (file.Length > MaxSize)
        {
            throw new SensoriumException(
                "SN2030",
                $"{path} has {file.Length} bytes; a reference table may have {MaxSize}",
                "keep the rows and columns that are joined");
        }

        var bytes = new byte[file.Length];
        return bytes[..file.Read(bytes, 0)];
    }

    /// <param name="path">Its end says what the bytes are.</param>
    /// <exception cref="SensoriumException">SN2030: they are not what the path says.</exception>
    internal static ReferenceTable Parse(string name, string path, byte[] bytes)
    {
        var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var rows = !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? JsonTable.Read(text, path)
            : name.Equals(Thresholds, StringComparison.OrdinalIgnoreCase) ? CsvTable.Read(text, path, "low", "high")
            : CsvTable.Read(text, path);
        return new(name, path, Fingerprint(bytes), rows);
    }

    internal static string Fingerprint(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static (string Name, string Extension) Split(string file)
    {
        var dot = file.LastIndexOf('.');
        return dot < 0 ? (file, "") : (file[..dot], file[dot..].ToLowerInvariant());
    }
}
