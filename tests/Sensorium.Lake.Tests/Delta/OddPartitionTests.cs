using System.Text;
using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Jobs;
using Sensorium.Lake.Query;
using Sensorium.Lake.Tests.Query;

namespace Sensorium.Lake.Tests.Delta;

/// <summary>
/// Any text is a partition value, and comes back as it was; the empty one, which Delta cannot tell from NULL, is refused.
/// </summary>
public sealed class OddPartitionTests : IDisposable
{
    private static readonly string?[] _texts =
    [
        null, "a", "A", " ", "\0", "a\0b", "\0\0", "'", "''; DROP TABLE t; --", "\"", "%", "%2F", "%00", "/", "..", "../../etc", ".", "\\",
        "\\0", "\n", "\r\n", "\t",
        "\u0001", "\u0002", "\u001b[31m", "NULL", "null", "__HIVE_DEFAULT_PARTITION__", "k=v", "2026-05-04", "1.0", "ä", "a\u0308",
        "\U0001F30D", "\uFEFF",
        "\u202Ertl", "{\"a\":1}", new string('x', 300), new string('ö', 5000),
    ];

    private static readonly Schema _schema = new(
        new Field("k", TypeKind.Varchar), new Field("l", TypeKind.Varchar), new Field("n", TypeKind.BigInt));

    private readonly TestLake _lake = new();
    private readonly DeltaTableStore _tables;
    private readonly LakeCatalog _catalog;

    public OddPartitionTests()
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
    [InlineData("k")]
    [InlineData("k", "l")]
    public async Task Values_come_back_as_they_were_from_commits_a_merge_a_checkpoint_and_a_job(params string[] by)
    {
        var table = await _tables.OpenTable(new("t", _schema, by), default);
        for (var epoch = 1; epoch <= 2; epoch++)
        {
            await _lake.Commit(table, epoch, Rows());
        }

        (await _tables.Snapshot("t"))!.Files.Count.ShouldBe(2 * _texts.Length);
        await Check("t");
        await _tables.Optimize("t", dryRun: false);
        (await _tables.Snapshot("t"))!.Files.Count.ShouldBe(_texts.Length);
        await Check("t");

        var log = _tables.Log("t");
        await log.Refresh(default);
        await log.WriteCheckpoint(0, default);
        foreach (var commit in Directory.GetFiles(Path.Combine(_lake.Folder, "lake", "processed", "t", "_delta_log"), "*.json"))
        {
            await _lake.Objects.Delete($"processed/t/_delta_log/{Path.GetFileName(commit)}");
        }

        await Check("t");
        await new JobRun(_tables, _catalog, 256 << 20).Run(
            "job", $"CREATE OR REPLACE TABLE final.j PARTITIONED BY ({string.Join(", ", by)}) AS SELECT * FROM t", _ => { }, default);
        await Check("final.j");
        await new JobRun(_tables, _catalog, 256 << 20).Run(
            "job", "INSERT OVERWRITE final.j SELECT * FROM t WHERE k <> 'a' OR k IS NULL", _ => { }, default);
        await Check("final.j");
    }

    [Fact]
    public async Task A_job_with_an_empty_text_is_refused_and_changes_nothing()
    {
        await _lake.Commit(await _tables.OpenTable(new("t", _schema, []), default), 1, Rows());
        var job = new JobRun(_tables, _catalog, 256 << 20);
        await job.Run("job", "CREATE OR REPLACE TABLE final.j PARTITIONED BY (k) AS SELECT * FROM t", _ => { }, default);
        (await Should.ThrowAsync<SensoriumException>(
            () => job.Run(
                "job",
                "CREATE OR REPLACE TABLE final.j PARTITIONED BY (k) AS SELECT CASE WHEN k = 'a' THEN '' ELSE k END AS k, l, n FROM t",
                _ => { },
                default))).Code.ShouldBe("SN5019");
        (await _tables.Snapshot("final.j"))!.Version.ShouldBe(0);
        (await Should.ThrowAsync<SensoriumException>(
            () => job.Run(
                "job", "CREATE OR REPLACE TABLE final.j PARTITIONED BY (b) AS SELECT encode(k) AS b, n FROM t", _ => { }, default))).Code
                    .ShouldBe("SN5014");
    }

    private static Batch Rows()
    {
        var batch = new Batch(_schema);
        batch.EnsureCapacity(_texts.Length);
        for (var i = 0; i < _texts.Length; i++)
        {
            var row = batch.Count++;
            foreach (var column in new[] { 0, 1 })
            {
                if (_texts[(i + (column * 3)) % _texts.Length] is { } text)
                {
                    batch.Text(column).Set(row, Encoding.UTF8.GetBytes(text));
                }
                else
                {
                    batch.Columns[column].SetNull(row);
                }
            }

            batch.Values<long>(2).Set(row, i);
        }

        return batch;
    }

    /// <summary>Every value is there, with the rows that had it, and is found by a filter that the log's values could answer.</summary>
    private async Task Check(string table)
    {
        var sources = await _catalog.Sources([LakeCatalog.FullName(table)]);
        var lines = await Asked.Lines(_lake.Folder, $"SELECT k, l, n, count(*) FROM {table} GROUP BY ALL ORDER BY n", sources);
        var rows = lines.Skip(1).SkipLast(1).Select(line => line.AsArray()).ToList();
        rows.Count.ShouldBe(_texts.Length, lines[^1].ToJsonString());
        for (var i = 0; i < _texts.Length; i++)
        {
            ((string?)rows[i][0]).ShouldBe(_texts[i]);
            ((string?)rows[i][1]).ShouldBe(_texts[(i + 3) % _texts.Length]);
            ((string?)rows[i][3]).ShouldBe("2");
        }

        (await Asked.Lines(_lake.Folder, $"SELECT n FROM {table} WHERE k = 'a' || chr(0) || 'b'", sources))[1].AsArray()[0]!.ToString()
            .ShouldBe("5");
        (await Asked.Lines(_lake.Folder, $"SELECT min(n), max(n) FROM {table} WHERE k IS NULL", sources))[1].ToJsonString()
            .ShouldBe("[\"0\",\"0\"]");
    }
}
