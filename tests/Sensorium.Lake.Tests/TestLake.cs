using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests;

/// <summary>A lake in a folder of its own, on a clock of its own, with a table <c>t(id, n, day)</c> by day.</summary>
internal sealed class TestLake : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static Schema Schema { get; } = new(
        new Field("id", TypeKind.Varchar), new Field("n", TypeKind.BigInt), new Field("day", TypeKind.Date));

    public TestLake()
    {
        Objects = new(Path.Combine(Folder, "lake"), Time);
        Tables = new(Objects, name => name, Path.Combine(Folder, "scratch"), Time);
    }

    public string Folder => _folder.Path;

    public FakeTimeProvider Time { get; } = new(new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero));

    public PlainObjectStore Objects { get; }

    public DeltaTableStore Tables { get; }

    public ValueTask<DeltaTable> Open(string name = "t") => Tables.OpenTable(new(name, Schema, ["day"]), default);

    /// <summary>A day as the clock's, in days since 1970.</summary>
    public int Today => (int)(Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;

    public static Batch Rows(int day, params IReadOnlyList<(string Id, long N)> rows)
    {
        var batch = new Batch(Schema);
        batch.EnsureCapacity(rows.Count);
        foreach (var (id, n) in rows)
        {
            var row = batch.Count++;
            batch.Text(0).Set(row, Encoding.UTF8.GetBytes(id));
            batch.Values<long>(1).Set(row, n);
            batch.Values<int>(2).Set(row, day);
        }

        return batch;
    }

    public async Task Commit(DeltaTable table, long epoch, params IReadOnlyList<Batch> rows) =>
        await table.Commit(
            new("p/1", epoch, await table.Stage(rows, default), new Dictionary<string, object?> { ["pipeline"] = "p", ["epoch"] = epoch }),
            default);

    /// <summary>Rows of a query over table <c>t</c> as of a version.</summary>
    public async Task<List<string>> Query(string sql, AsOf asOf = default, string table = "t")
    {
        var snapshot = (await Tables.Snapshot(table, asOf))!;
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        duck.Execute($"CREATE VIEW t AS {SnapshotScan.Sql(snapshot, file => Path.Combine(Folder, "lake", table, file.Path))}");
        return [.. duck.Query(sql).Rows.Select(row => string.Join('|', row.Select(value => value ?? "NULL")))];
    }

    public IReadOnlyList<string> Log(string table = "t") =>
        [.. Directory.GetFiles(Path.Combine(Folder, "lake", table, "_delta_log")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    public void Dispose()
    {
        Tables.Dispose();
        _folder.Dispose();
    }
}
