using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.References;

/// <summary>
/// Every version of the reference tables that a city's pipelines have joined with, in a folder of its data: a file for each, with the hash
/// of its bytes in the name. A replay finds there what a checkpoint names.
/// </summary>
/// <param name="files">Of the folder, and of the files that are kept.</param>
/// <param name="folder">Made when the first version is kept.</param>
public sealed class ReferenceVersions(IFileSystem files, string folder)
{
    private readonly Lock _gate = new();

    /// <summary>Loads a table's file as it is now and keeps this version, durably. From any thread.</summary>
    /// <exception cref="SensoriumException">SN2030: it cannot be read as its name says.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ReferenceTable Keep(string name, string path) => Keep(name, path, ReferenceTables.Read(files, path));

    /// <summary>The same of what the file is to hold.</summary>
    public ReferenceTable Keep(string name, string path, byte[] bytes)
    {
        var table = ReferenceTables.Parse(name, path, bytes);
        var kept = PathOf(name, table.Fingerprint, path[path.LastIndexOf('.')..]);
        lock (_gate)
        {
            if (!files.FileExists(kept))
            {
                DurableFiles.CreateDirectory(files, folder);
                DurableFiles.Replace(files, kept, bytes);
            }
        }

        return table;
    }

    /// <summary>A version that was kept.</summary>
    /// <exception cref="SensoriumException">SN4013: it is not there, or is not what was kept.</exception>
    public ReferenceTable Load(string name, string fingerprint)
    {
        foreach (var extension in ReferenceTables.Extensions)
        {
            var path = PathOf(name, fingerprint, extension);
            if (files.FileExists(path))
            {
                var bytes = ReferenceTables.Read(files, path);
                return ReferenceTables.Fingerprint(bytes) == fingerprint
                    ? ReferenceTables.Parse(name, path, bytes)
                    : throw Missing(name, $"{path} is not what its name says");
            }
        }

        throw Missing(name, $"{PathOf(name, fingerprint, "")} is not there");
    }

    private static SensoriumException Missing(string name, string what) => new(
        "SN4013",
        $"a version of the reference table {name} that a pipeline has joined with is lost: {what}.",
        "copy the whole data folder, with `references`; or copy its `streams` alone, and the tables are made with the reference tables as "
            + "they are now.");

    private string PathOf(string name, string fingerprint, string extension) => $"{folder}/{name}-{fingerprint}{extension}";
}
