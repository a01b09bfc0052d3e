using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.City.Runs;

/// <summary>
/// The output folder of a run, of one at a time. Tables are made in <c>.run/new</c> and take their places together when all are whole;
/// until then those of an earlier run stand. A run that was killed while they did so is finished by the next; of one killed before, the
/// next removes what it left. <code> .run/lock the kernel's, for as long as a run works here .run/new what it has made so far .run/whole
/// all that it made: the rename from new is the commit point .run/old what has given up its place </code>
/// </summary>
internal sealed class RunOutput : IDisposable
{
    /// <summary>A run over streams keeps its checkpoints beside its tables, in this folder.</summary>
    public const string Checkpoints = "_run";

    private readonly LocalFileSystem _files = new();
    private readonly string _folder;
    private readonly bool _isNew;
    private readonly IDisposable _lock;

    private RunOutput(string folder, bool isNew, IDisposable held) => (_folder, _isNew, _lock) = (folder, isNew, held);

    /// <summary>Where a run makes tables that take their places later.</summary>
    public string Staging => Own("new");

    private string Whole => Own("whole");

    private string Old => Own("old");

    /// <summary>Takes the folder, which need not stand, and brings what a killed run left to an end.</summary>
    /// <exception cref="SensoriumException">SN1081: another run works there.</exception>
    public static RunOutput Open(string folder)
    {
        var path = Path.Combine(folder, ".run", "lock");
        var files = new LocalFileSystem();
        var isNew = !Directory.Exists(folder);
        while (true)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var held = files.TryLock(path) ?? throw new SensoriumException(
                "SN1081", $"another run writes into {folder} at this moment.", "wait for its end, or give another --output.");
            if (File.Exists(path))
            {
                var output = new RunOutput(folder, isNew, held);
                output.Recover();
                return output;
            }

            // It is the lock of a run that has just ended and removed it.
            held.Dispose();
        }
    }

    /// <summary>Makes <see cref="Staging"/>, where nothing stands in the way.</summary>
    /// <inheritdoc cref="Check"/>
    public void Begin(IReadOnlyCollection<string> tables, bool overwrite)
    {
        Check(tables, overwrite);
        Directory.CreateDirectory(Staging);
    }

    /// <param name="tables">Their folders, relative to the output folder.</param>
    /// <param name="overwrite">Whether tables of these names may be replaced.</param>
    /// <exception cref="SensoriumException">SN1020 a table stands there, SN1080 something else does, SN1082 a table would lie in
    /// another.</exception>
    public void Check(IReadOnlyCollection<string> tables, bool overwrite)
    {
        foreach (var table in tables)
        {
            if (tables.FirstOrDefault(other => table.StartsWith(other + "/", StringComparison.Ordinal)) is { } outer)
            {
                throw new SensoriumException(
                    "SN1082", $"the table in {table} would lie in the folder of the table in {outer}.", $"rename the table {outer}.");
            }

            var place = Path.Combine(_folder, table);
            for (var above = Path.GetDirectoryName(place)!; above.Length > _folder.Length; above = Path.GetDirectoryName(above)!)
            {
                if (Path.Exists(above) && (IsTable(above) || !Directory.Exists(above)))
                {
                    throw InTheWay(above);
                }
            }

            if (!Path.Exists(place))
            {
                continue;
            }

            if (!IsTable(place) && !IsCheckpoints(place))
            {
                throw InTheWay(place);
            }

            if (!overwrite)
            {
                throw new SensoriumException(
                    "SN1020",
                    $"the output folder already holds a table {table}: {place}.",
                    "give another --output, or add --overwrite to replace the tables of the earlier run.");
            }
        }
    }

    /// <summary>Puts all that was made in its place.</summary>
    public void Publish()
    {
        _files.Rename(Staging, Whole);
        _files.SyncDirectory(Own(""));
        Exchange();
    }

    /// <summary>Removes what is not whole, so that nothing stays that would pass for a result.</summary>
    public void Dispose()
    {
        _files.DeleteDirectory(Staging);
        if (!Directory.Exists(Whole))
        {
            _files.DeleteDirectory(Own(""));
        }

        if (_isNew && !Directory.EnumerateFileSystemEntries(_folder).Any())
        {
            Directory.Delete(_folder);
        }

        _lock.Dispose();
    }

    private static bool IsTable(string folder) => Directory.Exists(Path.Combine(folder, "_delta_log"));

    /// <summary>Whether a run over streams has its checkpoints there.</summary>
    private static bool IsCheckpoints(string folder) =>
        Path.GetFileName(folder) == Checkpoints && File.Exists(Path.Combine(folder, "data.json"));

    /// <summary>Tables and checkpoints in a folder, relative to it.</summary>
    private static IEnumerable<string> Made(string folder) => Directory.EnumerateDirectories(folder).SelectMany(child =>
        IsTable(child) || IsCheckpoints(child)
            ? [Path.GetFileName(child)]
            : Made(child).Select(below => Path.Combine(Path.GetFileName(child), below)));

    private static SensoriumException InTheWay(string path) => new(
        "SN1080",
        $"{(Directory.Exists(path) ? "the folder" : "the file")} {path} is in the way of a table, and is none itself.",
        "move it away, or give another --output; nothing was removed.");

    private string Own(string name) => Path.Combine(_folder, ".run", name);

    private void Recover()
    {
        if (Directory.Exists(Whole))
        {
            Exchange();
        }

        _files.DeleteDirectory(Staging);
        _files.DeleteDirectory(Old);
    }

    private void Exchange()
    {
        foreach (var made in Made(Whole).ToList())
        {
            var place = Path.Combine(_folder, made);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (Path.Exists(place))
            {
                if (!IsTable(place) && !IsCheckpoints(place))
                {
                    throw InTheWay(place);
                }

                var old = Path.Combine(Old, made);
                Directory.CreateDirectory(Path.GetDirectoryName(old)!);
                _files.Rename(place, old);
            }

            _files.Rename(Path.Combine(Whole, made), place);
            _files.SyncDirectory(Path.GetDirectoryName(place)!);
        }

        _files.DeleteDirectory(Whole);
        _files.DeleteDirectory(Old);
    }
}
