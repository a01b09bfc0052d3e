using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Delta;

public sealed class DiskTests : IDisposable
{
    private static readonly Schema _schema = new(new Field("n", TypeKind.BigInt), new Field("raw", TypeKind.Binary));

    private readonly TemporaryFolder _scratch = new();
    private readonly SmallDisk _disk = new(4);
    private readonly LocalObjectStore _objects;
    private readonly DeltaTableStore _tables;

    public DiskTests()
    {
        _objects = new(new LocalFileSystem(_disk.Folder), ".");
        _tables = new(_objects, name => name, _scratch.Path, TimeProvider.System);
    }

    public void Dispose()
    {
        _tables.Dispose();
        _objects.Dispose();
        _disk.Dispose();
        _scratch.Dispose();
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_named_and_with_room_again_every_epoch_lands_once()
    {
        var table = await _tables.OpenTable(new("t", _schema, []), default);
        await Commit(table, 1);
        _disk.FillBut(64 << 10);
        (await Refusal(() => Commit(table, 2))).Message.ShouldMatch("^table t cannot be written: .*No space left on device");

        // What a crash would leave: the epoch staged, no room for its commit.
        _disk.Empty();
        var staged = await table.Stage([Rows(2)], default);
        _disk.FillBut(0);
        await Refusal(async () => await table.Commit(new("p/1", 2, staged, new Dictionary<string, object?>()), default));
        (await Count()).ShouldBe("16|16");
        _disk.Empty();
        await table.Commit(new("p/1", 2, staged, new Dictionary<string, object?>()), default);
        await Commit(table, 2);
        await Commit(await _tables.OpenTable(new("t", _schema, []), default), 3);
        (await Count()).ShouldBe("48|96");
        Directory.GetFiles(Path.Combine(_disk.Folder, ".incoming"), "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length > 0).ShouldBeEmpty();
    }

    [SmallDiskFact]
    public async Task Full_scratch_is_named_and_leaves_nothing_there()
    {
        var scratch = Path.Combine(_disk.Folder, "scratch");
        using var lake = new LocalObjectStore(new LocalFileSystem(_scratch.Path), "lake");
        using var tables = new DeltaTableStore(lake, name => name, scratch, TimeProvider.System);
        var table = await tables.OpenTable(new("t", _schema, []), default);
        _disk.FillBut(64 << 10);
        (await Refusal(() => Commit(table, 1))).Message.ShouldContain("No space left on device");
        Directory.GetFileSystemEntries(scratch).ShouldBeEmpty();
        _disk.Empty();
        await Commit(table, 1);
        (await tables.Snapshot("t"))!.Files.Count.ShouldBe(1);
    }

    [SmallDiskFact]
    public async Task A_read_only_lake_is_read_and_every_write_is_refused_by_name()
    {
        using (var writing = new LocalObjectStore(new LocalFileSystem(_disk.Folder), "."))
        using (var writers = new DeltaTableStore(writing, name => name, _scratch.Path, TimeProvider.System))
        {
            var written = await writers.OpenTable(new("t", _schema, []), default);
            await Commit(written, 1);
            await Commit(written, 2);
        }

        _disk.MakeReadOnly();
        (await Count()).ShouldBe("32|48");
        (await _tables.History("t").CountAsync()).ShouldBe(3);
        (await _tables.Optimize("t", dryRun: true))!.FilesBefore.ShouldBe(2);
        (await _tables.Vacuum("t", TimeSpan.FromHours(1), dryRun: true, _ => false))!.Files.ShouldBeEmpty();
        var table = await _tables.OpenTable(new("t", _schema, []), default);
        (await Refusal(() => Commit(table, 3))).Message.ShouldContain("Read-only file system");
        await Refusal(async () => await _tables.OpenTable(new("u", _schema, []), default));
        await Refusal(async () => await _tables.Optimize("t", dryRun: false));

        _disk.MakeWritable();
        await Commit(table, 3);
        (await Count()).ShouldBe("48|96");
    }

    private static async Task<SensoriumException> Refusal(Func<Task> work)
    {
        var refusal = await Should.ThrowAsync<SensoriumException>(work);
        refusal.Code.ShouldBe("SN5018");
        return refusal;
    }

    private static async Task Commit(DeltaTable table, long epoch) =>
        await table.Commit(new("p/1", epoch, await table.Stage([Rows(epoch)], default), new Dictionary<string, object?>()), default);

    /// <summary>256 KiB that nothing compresses.</summary>
    private static Batch Rows(long epoch)
    {
        const int rows = 16;
        var batch = new Batch(_schema);
        batch.EnsureCapacity(rows);
        batch.Count = rows;
        var (random, raw) = (new Random((int)epoch), new byte[16 << 10]);
        for (var row = 0; row < rows; row++)
        {
            random.NextBytes(raw);
            batch.Values<long>(0).Set(row, epoch);
            batch.Text(1).Set(row, raw);
        }

        return batch;
    }

    private async Task<string> Count()
    {
        var snapshot = (await _tables.Snapshot("t"))!;
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        var row = duck.Query(
            $"SELECT count(*), sum(n) FROM ({SnapshotScan.Sql(snapshot, file => Path.Combine(_disk.Folder, "t", file.Path))})").Rows[0];
        return $"{row[0]}|{row[1]}";
    }
}
