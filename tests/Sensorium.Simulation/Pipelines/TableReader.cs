using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Simulation.Pipelines;

/// <summary>Reads tables of a lake on a simulated disk, by copies of their files.</summary>
internal sealed class TableReader(DeltaTableStore tables, IObjectStore objects, string scratch) : IDisposable
{
    private readonly DuckDatabase _database = new(new Dictionary<string, string> { ["threads"] = "1" });

    /// <summary>All rows, sorted, a line each.</summary>
    /// <param name="columns">What stands after SELECT.</param>
    public async Task<List<string>> Rows(string table, string columns = "*")
    {
        var snapshot = (await tables.Snapshot(table)).ShouldNotBeNull($"there is no table {table}");
        var paths = new Dictionary<string, string>();
        foreach (var file in snapshot.Files)
        {
            var content = (await objects.Get($"{snapshot.Folder}/{file.Path}")).ShouldNotBeNull($"{file.Path} of {table} is gone");
            content.Length.ShouldBe((int)file.Size);
            paths[file.Path] = Path.Combine(scratch, $"read-{file.Path}");
            File.WriteAllBytes(paths[file.Path], content);
        }

        try
        {
            var rows = _database.Query($"SELECT {columns} FROM ({SnapshotScan.Sql(snapshot, file => paths[file.Path])})").Rows;
            return [.. rows.Select(row => string.Join('|', row.Select(value => value ?? "NULL"))).Order(StringComparer.Ordinal)];
        }
        finally
        {
            foreach (var path in paths.Values)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Commits, oldest first.</summary>
    public async Task<List<DeltaHistoryEntry>> History(string table)
    {
        var history = new List<DeltaHistoryEntry>();
        await foreach (var entry in tables.History(table))
        {
            history.Insert(0, entry);
        }

        return history;
    }

    public void Dispose() => _database.Dispose();
}
