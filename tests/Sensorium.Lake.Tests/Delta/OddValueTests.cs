using System.Text;
using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Jobs;
using Sensorium.Lake.Query;
using Sensorium.Lake.Tests.Query;

namespace Sensorium.Lake.Tests.Delta;

/// <summary>Equal rows are equal bits in every file that the lake writes, however they were cut into batches, epochs and files.</summary>
public sealed class OddValueTests : IDisposable
{
    private static readonly double[] _odd =
    [
        0.0, -0.0, double.NaN, BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000),
        BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001),
        BitConverter.UInt64BitsToDouble(0xFFFF_FFFF_FFFF_FFFF), double.PositiveInfinity, double.NegativeInfinity, double.Epsilon,
        -double.Epsilon,
        2.2250738585072009e-308, double.MaxValue, double.MinValue, 0.1, -0.1, 1e22, 9007199254740993, 1.0 / 3,
    ];

    private static readonly string[] _texts =
    [
        "", "a", "\0", "a\0b", "naïve", "\U0001F30D", "'\"\\", "\r\n\t\u001b[2J", new string('x', 3000)
    ];

    private static readonly Schema _schema = new(
        new Field("id", TypeKind.BigInt),
        new Field("d", TypeKind.Double),
        new Field("p", TypeKind.Point),
        new Field("t", TypeKind.Varchar),
        new Field("b", TypeKind.Binary));

    private readonly TestLake _lake = new();
    private readonly DeltaTableStore _tables;
    private readonly LakeCatalog _catalog;

    public OddValueTests()
    {
        _tables = new(_lake.Objects, LakeCatalog.FolderOf, Path.Combine(_lake.Folder, "scratch"), _lake.Time);
        _catalog = new(_lake.Objects, _tables);
    }

    public void Dispose()
    {
        _tables.Dispose();
        _lake.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_same_rows_have_the_same_hash_in_any_order_and_files_and_after_merging(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 5000).ToArray();
        var hashes = new List<string>();
        foreach (var (name, files, batches) in new[] { ("one", 1, 1), ("two", 2, 3), ("many", 7, 4) })
        {
            var table = await _tables.OpenTable(new(name, _schema, []), default);
            for (var file = 0; file < files; file++)
            {
                var ids = rows.Where(id => id % files == file).ToArray();
                var cut = ids.Chunk((ids.Length / batches) + 1).Select(part => Rows(seed, part)).ToArray();
                await _lake.Commit(table, file + 1, cut);
            }

            hashes.Add(await Hash(name));
            await _tables.Optimize(name, dryRun: false);
            (await _tables.Snapshot(name))!.Files.Count.ShouldBe(1);
            hashes.Add(await Hash(name));
            random.Shuffle(rows);
        }

        await Job("CREATE OR REPLACE TABLE final.copy AS SELECT * FROM one");
        hashes.Add(await HashOf("final.copy"));
        var answer = new QueryRequest("", QueryMode.Parquet, [], [], _lake.Folder, 0, 0, null).ParquetPath;
        (await Asked.Lines(
            _lake.Folder,
            "SELECT * FROM many",
            await _catalog.Sources(["processed.many"]),
            QueryMode.Parquet))[^1]["rows"]!.GetValue<long>().ShouldBe(5000);
        var file2 = PlainFiles.Of(answer);
        hashes.Add(await Asked.Hash(_lake.Folder, "SELECT * FROM f", new([new("main", "f", file2.Sql)], file2.Paths)));
        hashes.Distinct().ShouldHaveSingleItem();

        // What was written is what is there, but for a NaN's bits.
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        var sources = await _catalog.Sources(["processed.many", "final.copy"]);
        foreach (var relation in sources.Views.Select(view => view.Sql).Append(file2.Sql))
        {
            using var found = duck.Read(
                $"SELECT d, p, t, b, CAST(CAST(d AS BIT) AS VARCHAR), CAST(CAST(p.latitude AS BIT) AS VARCHAR) FROM ({relation}) ORDER BY "
                    + $"id");
            var expected = Rows(seed, [.. Enumerable.Range(0, 5000)]);
            var row = 0;
            foreach (var batch in found.Batches())
            {
                for (var i = 0; i < batch.Count; i++, row++)
                {
                    batch.Text(4)[i].ToString().ShouldBe(BitsOf(expected.Values<double>(1).Values[row]));
                    batch.Text(5)[i].ToString().ShouldBe(BitsOf(expected.Values<GeoPoint>(2).Values[row].Latitude));
                    batch.Text(2)[i].Span.SequenceEqual(expected.Text(3)[row].Span).ShouldBeTrue();
                    batch.Text(3)[i].Span.SequenceEqual(expected.Text(4)[row].Span).ShouldBeTrue();
                }
            }

            row.ShouldBe(5000);
        }
    }

    [Fact]
    public async Task Filters_find_the_same_rows_with_the_bounds_of_files_and_without()
    {
        // A file each with only zeros of one sign, of both, only NaN, with NaN among others, and without.
        double[][] files = [[-0.0, -0.0], [0.0, 0.0, -0.0], [double.NaN], [1, double.NaN, -5], [2, 3], [double.PositiveInfinity, 7], _odd];
        var table = await _tables.OpenTable(new("t", new(new Field("d", TypeKind.Double)), []), default);
        for (var epoch = 0; epoch < files.Length; epoch++)
        {
            var batch = new Batch(table.Schema);
            foreach (var value in files[epoch])
            {
                batch.EnsureCapacity(batch.Count + 1);
                batch.Values<double>(0).Set(batch.Count++, value);
            }

            await _lake.Commit(table, epoch + 1, batch);
        }

        for (var merged = 0; merged < 2; merged++)
        {
            using var duck = new DuckDatabase(new Dictionary<string, string>());
            duck.Execute($"CREATE VIEW pruned AS {(await _catalog.Sources(["processed.t"])).Views[0].Sql}");
            duck.Execute("CREATE TABLE plain AS SELECT * FROM pruned");
            foreach (var filter in new[]
            {
                "d = 0",
                "d = -0.0",
                "d IN (0, 1)",
                "d = 'NaN'",
                "isnan(d)",
                "d > 1e308",
                "d >= 'NaN'",
                "d < 0",
                "d <= 0 AND d >= 0",
                "d = 'Infinity'",
                "d <> 0",
                "d < 1e-300 AND d > -1e-300",
            })
            {
                var found = duck.Query($"SELECT count(*) FROM pruned WHERE {filter}").Rows[0][0];
                found.ShouldBe(duck.Query($"SELECT count(*) FROM plain WHERE {filter}").Rows[0][0], filter);
                long.Parse(found!).ShouldBeGreaterThan(0, filter);
            }

            duck.Query("SELECT max(d), min(d), count(d) FROM pruned").Rows[0].ShouldBe(
                duck.Query("SELECT max(d), min(d), count(d) FROM plain").Rows[0]);
            long.Parse(duck.Query("SELECT count(*) FROM pruned WHERE d = 0").Rows[0][0]!)
                .ShouldBe(files.Sum(file => file.Count(value => value == 0)));
            long.Parse(duck.Query("SELECT count(*) FROM pruned WHERE d = 'NaN'").Rows[0][0]!)
                .ShouldBe(files.Sum(file => file.Count(double.IsNaN)));
            await _tables.Optimize("t", dryRun: false);
        }
    }

    [Fact]
    public async Task NaN_within_nested_values_and_floats_of_others_files_is_one()
    {
        var path = Path.Combine(_lake.Folder, "theirs.parquet");
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        string Theirs(string nan) => $$"""
            SELECT i, CASE WHEN i % 2 = 0 THEN {{nan}} ELSE -0.0 END AS d, CAST(CASE WHEN i % 2 = 1 THEN {{nan}} ELSE -0.0 END AS FLOAT) AS f,
              {'a': [{{nan}}, 1, -0.0], 'b "c"': {'x': {{nan}}}, 'n': i} AS s, MAP {i: {{nan}}} AS m, CAST([{{nan}}, 0.0] AS DOUBLE[2]) AS a FROM range(3000) r(i)
            """;
        var hashes = new List<string>();
        foreach (var nan in new[] { "CAST('nan' AS DOUBLE)", "-CAST('nan' AS DOUBLE)" })
        {
            duck.Execute($"COPY ({Theirs(nan)}) TO '{path}' (FORMAT parquet, DICTIONARY_SIZE_LIMIT 0)");
            var theirs = PlainFiles.Of(path);
            var sources = new QuerySources([new("main", "f", theirs.Sql)], theirs.Paths);
            hashes.Add(await Asked.Hash(_lake.Folder, "SELECT * FROM f", sources));
            File.Delete(Path.Combine(_lake.Folder, "answer.parquet"));
            var end = (await Asked.Lines(_lake.Folder, "SELECT * FROM f", sources, QueryMode.Parquet))[^1];
            ((long?)end["rows"]).ShouldBe(3000, end.ToJsonString());
            var exported = PlainFiles.Of(Path.Combine(_lake.Folder, "answer.parquet"));
            hashes.Add(await Asked.Hash(_lake.Folder, "SELECT * FROM f", new([new("main", "f", exported.Sql)], exported.Paths)));
            duck.Query($"SELECT DISTINCT CAST(CAST(d AS BIT) AS VARCHAR) FROM ({exported.Sql}) WHERE isnan(d)").Rows
                .ShouldHaveSingleItem()[0]!.ShouldStartWith("0111111111111");
            duck.Query(
                $"SELECT count(*) FROM ({exported.Sql}) WHERE CAST(s AS VARCHAR) LIKE '%-nan%' OR CAST(m AS VARCHAR) LIKE '%-nan%'").Rows[0][0].ShouldBe("0");
        }

        hashes.Distinct().ShouldHaveSingleItem();
    }

    private static Batch Rows(int seed, IReadOnlyList<int> ids)
    {
        var batch = new Batch(_schema);
        batch.EnsureCapacity(ids.Count);
        foreach (var id in ids)
        {
            // By seed and id alone, so that every cut of the rows has the same.
            var random = new Random(HashCode(seed, id));
            var row = batch.Count++;
            batch.Values<long>(0).Set(row, id);
            batch.Values<double>(1).Set(row, Odd(random));
            batch.Values<GeoPoint>(2).Set(row, new(Odd(random), Odd(random)));
            batch.Text(3).Set(row, Encoding.UTF8.GetBytes(_texts[random.Next(_texts.Length)]));
            var raw = new byte[random.Next(20)];
            random.NextBytes(raw);
            batch.Text(4).Set(row, raw);
        }

        return batch;
    }

    private static int HashCode(int seed, int id) => unchecked((seed * 486187739) + id);

    private static double Odd(Random random) => random.Next(4) == 0
        ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))
        : _odd[random.Next(_odd.Length)];

    private static string BitsOf(double value) =>
        (double.IsNaN(value) ? 0x7FF8_0000_0000_0000UL : BitConverter.DoubleToUInt64Bits(value)).ToString("b64", null);

    private Task<string> Hash(string table) => HashOf($"processed.{table}");

    private async Task<string> HashOf(string table) =>
        await Asked.Hash(_lake.Folder, $"SELECT * FROM {table}", await _catalog.Sources([table]));

    private Task Job(string sql) => new JobRun(_tables, _catalog, 256 << 20).Run("job", sql, _ => { }, default);
}
