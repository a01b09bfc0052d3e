using Sensorium.Lake.Delta;
using Sensorium.Core;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Tests.DuckDb;

public sealed class DuckPoolTests : IDisposable
{
    private static readonly Schema _schema = new(new Field("id", TypeKind.BigInt), new Field("raw", TypeKind.Binary));

    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task More_bytes_than_its_memory_are_written_and_merged()
    {
        const int rows = 4096, copies = 10;
        var batch = new Batch(_schema);
        batch.EnsureCapacity(rows);
        batch.Count = rows;
        var raw = new byte[8192];
        for (var row = 0; row < rows; row++)
        {
            Array.Fill(raw, (byte)row);
            batch.Values<long>(0).Set(row, row);
            batch.Text(1).Set(row, raw);
        }

        var table = await _lake.Tables.OpenTable(new("t", _schema, []), default);
        for (var epoch = 1; epoch <= 2; epoch++)
        {
            await _lake.Commit(table, epoch, [.. Enumerable.Repeat(batch, copies)]);
        }

        (await _lake.Tables.Optimize("t", dryRun: false))!.FilesBefore.ShouldBe(2);
        (await _lake.Query("SELECT count(*), sum(id), sum(octet_length(raw)) FROM t")).ShouldBe([$"{2 * rows * copies}|{2L * copies * rows * (rows - 1) / 2}|{2L * rows * copies * raw.Length}"]);
    }

    [Fact]
    public async Task Many_tables_write_at_once_with_few_places_and_leave_nothing_in_its_folder()
    {
        var tables = new List<DeltaTable>();
        for (var i = 0; i < 12; i++)
        {
            tables.Add(await _lake.Open($"t{i}"));
        }

        await Parallel.ForEachAsync(tables, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (table, _) =>
        {
            for (var epoch = 1; epoch <= 3; epoch++)
            {
                await _lake.Commit(table, epoch, TestLake.Rows(_lake.Today, (table.Name, epoch)), TestLake.Rows(_lake.Today + 1, (table.Name, epoch)));
            }
        });
        foreach (var table in tables)
        {
            (await _lake.Query("SELECT count(*), sum(n), min(id) FROM t", table: table.Name)).ShouldBe([$"6|12|{table.Name}"]);
        }

        Directory.GetFileSystemEntries(Path.Combine(_lake.Folder, "scratch")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_place_that_is_given_up_in_vain_is_free_again()
    {
        using var bench = new DuckPool(Path.Combine(_lake.Folder, "bench"));
        for (var i = 0; i < 5; i++)
        {
            using var work = await bench.Take(isUpkeep: false, default);
            Should.Throw<DuckDbException>(() => work.Connection.Execute("SELECT error('no')"));
        }

        using var one = await bench.Take(isUpkeep: false, default);
        using var two = await bench.Take(isUpkeep: false, default);
        using var keeper = await bench.Take(isUpkeep: true, default);
        using var impatient = new CancellationTokenSource();
        var third = bench.Take(isUpkeep: false, impatient.Token);
        third.IsCompleted.ShouldBeFalse();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await third);
    }
}
