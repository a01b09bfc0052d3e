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
        (await _lake.Query("SELECT count(*), sum(id), sum(octet_length(raw)) FROM t"))
            .ShouldBe([$"{2 * rows * copies}|{2L * copies * rows * (rows - 1) / 2}|{2L * rows * copies * raw.Length}"]);
    }

    [Theory]
    [InlineData(16, 4)]
    [InlineData(12, 9)]
    [InlineData(66, 1)]
    [Trait("Category", "Slow")]
    public async Task Values_of_many_megabytes_are_written_and_merged_beside_others(int megabytes, int values)
    {
        // Small rows with nulls among them, so that no chunk begins where a word of null bits does.
        var random = new Random(megabytes);
        var raw = new byte[megabytes * 1_000_000];
        random.NextBytes(raw);
        var batch = new Batch(_schema);
        for (var row = 0; row < 3000; row++)
        {
            batch.EnsureCapacity(row + 1);
            if (row % 7 == 3)
            {
                batch.Values<long>(0).SetNull(row);
            }
            else
            {
                batch.Values<long>(0).Set(row, row);
            }

            batch.Text(1).Set(row, row % (3000 / values) == 1 && row / (3000 / values) < values ? raw : raw.AsSpan(row, row % 50));
            batch.Count++;
        }

        var table = await _lake.Tables.OpenTable(new("t", _schema, []), default);
        await _lake.Commit(table, 1, batch);
        await _lake.Commit(table, 2, batch);
        var expected = Enumerable.Range(0, 3000).Where(row => row % 7 != 3).Sum(row => (long)row);
        for (var merged = 0; merged < 2; merged++)
        {
            var named = Enumerable.Range(0, 3000).Count(row => row % 7 != 3);
            (await _lake.Query(
                "SELECT count(*), count(id), sum(id), count(*) FILTER (octet_length(raw) > 1000000), sum(octet_length(raw)) FILTER "
                    + "(octet_length(raw) > 1000000) FROM t")).ShouldBe(
                [$"6000|{2 * named}|{2 * expected}|{2 * values}|{2L * values * raw.Length}"]);
            (await _lake.Query("SELECT count(*) FROM t WHERE octet_length(raw) < 1000000 AND id % 50 <> octet_length(raw)"))
                .ShouldBe(["0"]);
            (await _lake.Query("SELECT DISTINCT sha256(raw) FROM t WHERE octet_length(raw) > 1000000"))
                .ShouldBe([Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(raw))]);
            (await _lake.Tables.Optimize("t", dryRun: false)).ShouldNotBeNull();
        }
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
                await _lake.Commit(
                    table, epoch, TestLake.Rows(_lake.Today, (table.Name, epoch)), TestLake.Rows(_lake.Today + 1, (table.Name, epoch)));
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
