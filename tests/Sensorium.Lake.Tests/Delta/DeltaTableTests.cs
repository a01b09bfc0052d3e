using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Delta;

public sealed class DeltaTableTests : IDisposable
{
    private static readonly Schema Schema = new(
        new Field("id", TypeKind.Varchar),
        new Field("n", TypeKind.BigInt),
        new Field("x", TypeKind.Double),
        new Field("at", TypeKind.Timestamp),
        new Field("day", TypeKind.Date),
        new Field("place", TypeKind.Point),
        new Field("raw", TypeKind.Binary));

    private readonly TemporaryFolder _folder = new();
    private readonly DeltaTableStore _tables;

    public DeltaTableTests()
    {
        _tables = new(
            new LocalObjectStore(new LocalFileSystem(_folder.Path), "lake"),
            name => name,
            Path.Combine(_folder.Path, "scratch"),
            TimeProvider.System);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_committed_is_read_back_with_nulls_and_partitions()
    {
        var table = await Open();
        await table.Commit(
            new(
                "p/1",
                1,
                await table.Stage([Rows(("a", 1, 1.5), ("ä, 'b'", 2, null))], default),
                new Dictionary<string, object?> { ["pipeline"] = "p" }), default);
        (await Query("SELECT id, n, x, epoch_us(\"at\"), day, place.latitude, CAST(raw AS VARCHAR) FROM t ORDER BY n")).ShouldBe(
            ["a|1|1.5|1|1970-01-02|57.7|r1", "ä, 'b'|2|NULL|2|1970-01-03|57.7|r2"]);
        Directory.GetFiles(Path.Combine(_folder.Path, "lake", "t"), "*.parquet").Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_epoch_is_committed_once_however_often_it_is_tried()
    {
        var table = await Open();
        var files = await table.Stage([Rows(("a", 1, 1))], default);
        var commit = new TableCommit("p/1", 7, files, new Dictionary<string, object?>());
        await table.Commit(commit, default);
        await table.Commit(commit, default);
        var after = await Open();
        await after.Commit(commit, default);
        (await after.Applications(default))["p/1"].ShouldBe(7);
        (await after.Applications(default)).ShouldBe(new Dictionary<string, long> { ["p/1"] = 7 });
        (await Query("SELECT count(*) FROM t")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Racing_writers_all_land()
    {
        await Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var table = await Open();
            for (var epoch = 1; epoch <= 5; epoch++)
            {
                await table.Commit(
                    new(
                        $"p/{writer}",
                        epoch,
                        await table.Stage([Rows(($"w{writer}", epoch, 0))], default),
                        new Dictionary<string, object?>()), default);
            }
        })));
        (await Query("SELECT count(*), count(DISTINCT (id, n)) FROM t")).ShouldBe(["20|20"]);
    }

    [Fact]
    public async Task A_table_of_other_columns_is_refused_by_name()
    {
        await Open();
        var error = await Should.ThrowAsync<SensoriumException>(
            async () => await _tables.OpenTable(new("t", new(new Field("id", TypeKind.Double)), []), default));
        error.Code.ShouldBe("SN5004");
        error.Message.ShouldContain("t stands with other columns");
    }

    [Fact]
    public async Task A_table_that_needs_a_newer_reader_is_refused()
    {
        var log = Path.Combine(_folder.Path, "lake", "newer", "_delta_log");
        Directory.CreateDirectory(log);
        await File.WriteAllTextAsync(
            Path.Combine(log, "00000000000000000000.json"), "{\"protocol\":{\"minReaderVersion\":4,\"minWriterVersion\":7}}\n");
        (await Should.ThrowAsync<SensoriumException>(async () => await _tables.Snapshot("newer"))).Code.ShouldBe("SN5002");
    }

    [Fact]
    public async Task A_table_without_a_key_refuses_rows_that_change_others_and_writes_nothing()
    {
        var table = await Open();
        var rows = Rows(("a", 1, 1), ("b", 2, 2));
        rows.SetOperation(1, RowOperation.Delete);
        var error = await Should.ThrowAsync<SensoriumException>(async () => await table.Stage([rows], default));
        error.Code.ShouldBe("SN5030");
        Directory.EnumerateFiles(_folder.Path, "*.parquet", SearchOption.AllDirectories).ShouldBeEmpty();

        rows.SetOperation(1, RowOperation.Insert);
        (await table.Stage([rows], default)).Sum(file => file.Rows).ShouldBe(2);
    }

    [Fact]
    public async Task What_a_checkpoint_keeps_of_staged_files_names_them_again()
    {
        var files = await (await Open()).Stage([Rows(("ä, 'b'", 1, 1.5))], default);
        var read = StagedFile.Read(StagedFile.Write(files)).ShouldHaveSingleItem();
        (read with { Partition = files[0].Partition }).ShouldBe(files[0]);
        read.Partition.ShouldBe(files[0].Partition);
    }

    private ValueTask<DeltaTable> Open() => _tables.OpenTable(new("t", Schema, ["day"]), default);

    private static Batch Rows(params (string Id, long N, double? X)[] rows)
    {
        var batch = new Batch(Schema);
        batch.EnsureCapacity(rows.Length);
        foreach (var (id, n, x) in rows)
        {
            var row = batch.Count++;
            batch.Text(0).Set(row, Encoding.UTF8.GetBytes(id));
            batch.Values<long>(1).Set(row, n);
            if (x is { } value)
            {
                batch.Values<double>(2).Set(row, value);
            }
            else
            {
                batch.Columns[2].SetNull(row);
            }

            batch.Values<long>(3).Set(row, n);
            batch.Values<int>(4).Set(row, (int)n);
            batch.Values<GeoPoint>(5).Set(row, new(57.7, 11.97));
            batch.Text(6).Set(row, Encoding.UTF8.GetBytes($"r{n}"));
        }

        return batch;
    }

    private async Task<List<string>> Query(string sql)
    {
        var snapshot = (await _tables.Snapshot("t"))!;
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        duck.Execute($"CREATE VIEW t AS {SnapshotScan.Sql(snapshot, file => Path.Combine(_folder.Path, "lake", "t", file.Path))}");
        return [.. duck.Query(sql).Rows.Select(row => string.Join('|', row.Select(value => value ?? "NULL")))];
    }
}
