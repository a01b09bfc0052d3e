using System.Security.Cryptography;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.Pipelines.Plan;

/// <summary>
/// Loads the tables of <c>reference/</c>: <c>.csv</c> with a header; <c>.json</c>, an array of objects; <c>.ndjson</c>;
/// <c>.geojson</c>, whose features' properties are columns beside <c>location</c>. A table's name is its file's.
/// </summary>
public static class ReferenceTables
{
    /// <summary>Of one file, in bytes. A reference table stands in memory, in each pipeline that joins it.</summary>
    public const int MaxSize = 64 * 1024 * 1024;

    /// <summary>All tables of a folder by name; empty where the folder does not exist. Other files are left alone.</summary>
    /// <exception cref="SensoriumException">SN2030: a file cannot be read as its name says, is too large, or has the name of another.</exception>
    public static IReadOnlyDictionary<string, ReferenceTable> Load(IFileSystem files, string folder)
    {
        var tables = new Dictionary<string, ReferenceTable>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in files.List(folder))
        {
            var (name, extension) = Split(entry.Name);
            if (entry.IsDirectory || extension is not ("csv" or "json" or "ndjson" or "geojson"))
            {
                continue;
            }

            var path = $"{folder.TrimEnd('/')}/{entry.Name}";
            if (entry.Length > MaxSize)
            {
                throw new SensoriumException("SN2030", $"{path} has {entry.Length} bytes; a reference table may have {MaxSize}", "keep the rows and columns that are joined");
            }

            var bytes = ReadAll(files, path);
            var rows = extension == "csv" ? CsvTable.Read(bytes, path) : JsonTable.Read(bytes, path);
            var table = new ReferenceTable(name, path, Convert.ToHexStringLower(SHA256.HashData(bytes)), rows);
            if (!tables.TryAdd(name, table))
            {
                throw new SensoriumException("SN2030", $"{path} and {tables[name].Path} are both the reference table {name}", "rename one of them");
            }
        }

        return tables;
    }

    private static (string Name, string Extension) Split(string file)
    {
        var dot = file.LastIndexOf('.');
        return dot < 0 ? (file, "") : (file[..dot], file[(dot + 1)..].ToLowerInvariant());
    }

    private static byte[] ReadAll(IFileSystem files, string path)
    {
        using var file = files.Open(path, FileAccessMode.Read);
        var bytes = new byte[file.Length];
        var read = file.Read(bytes, 0);
        return bytes.AsSpan(0, read).StartsWith(Encoding.UTF8.Preamble) ? bytes[3..read] : bytes[..read];
    }
}
