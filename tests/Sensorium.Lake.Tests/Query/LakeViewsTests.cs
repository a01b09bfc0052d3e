using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Query;

/// <summary>Looks at tables with the rows that no commit holds yet, by the real DuckDB over real files.</summary>
public sealed class LakeViewsTests : IDisposable
{
    private static readonly Schema _schema = new(new Field("at", TypeKind.Timestamp, Nullable: false), new Field("id", TypeKind.Varchar));
    private static readonly DateTimeOffset _noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalObjectStore _objects;
    private readonly DeltaTableStore _tables;
    private readonly LakeViews _views;

    public LakeViewsTests()
    {
        _objects = new(new LocalFileSystem(Lake), ".");
        _tables = new(_objects, LakeCatalog.FolderOf, Path.Combine(_folder.Path, "scratch"), TimeProvider.System);
        _views = new(_objects, _tables, Lake, Path.Combine(_folder.Path, "scratch"));
    }

    private string Lake => Path.Combine(_folder.Path, "lake");

    public void Dispose()
    {
        _views.Dispose();
        _tables.Dispose();
        _objects.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_row_is_there_once_before_while_and_after_it_is_committed()
    {
        var table = await Open("t");
        await Commit(table, 1, Rows((0, "a")));
        var before = new TableTail("processed.t", _schema, "p/1", 1, [Rows((1, "b"))], 2);
        (await Ids([before])).ShouldBe("a b");

        await Commit(table, 2, Rows((1, "b")));
        (await Ids([before])).ShouldBe("a b", "the commit came after the rows were taken");
        (await Ids([before with { Epoch = 2, Rows = [Rows((2, "c"))] }])).ShouldBe("a b c");
        (await Ids([])).ShouldBe("a b");
    }

    [Fact]
    public async Task Several_pipelines_may_feed_a_table()
    {
        var table = await Open("t");
        await Commit(table, 1, Rows((0, "a")));
        (await Ids(
        [
            new("processed.t", _schema, "p/1", 1, [Rows((1, "b"))], 1),
            new("processed.t", _schema, "q/1", 0, [Rows((2, "c"))], 1),
            new("processed.other", _schema, "r/1", 0, [Rows((3, "d"))], 1),
        ])).ShouldBe("a b c");
    }

    [Fact]
    public async Task A_table_that_only_a_pipeline_has_yet_is_there_and_one_that_nobody_has_is_not()
    {
        (await Ids([new("processed.t", _schema, "p/1", 0, [Rows((1, "b"))], 1)])).ShouldBe("b");
        (await Ids([new("processed.t", _schema, "p/1", 0, [], 0)])).ShouldBe("");
        await Should.ThrowAsync<DuckDbException>(() => Ids([]));
    }

    [Fact]
    public async Task Only_the_rows_of_the_span_are_there_and_other_files_are_not_opened()
    {
        var table = await Open("t");
        await Commit(table, 1, Rows((0, "a"), (60, "b")));
        await Commit(table, 2, Rows((120, "c")));
        TableTail[] tails = [new("processed.t", _schema, "p/1", 2, [Rows((180, "d"))], 4)];
        (await Ids(tails, after: 60)).ShouldBe("c d", "a span begins behind its first moment");
        (await Ids([], after: -1, until: 60)).ShouldBe("a b", "and holds its last one");

        foreach (var file in Directory.GetFiles(Path.Combine(Lake, "processed", "t"), "*.parquet"))
        {
            if ((await _tables.Snapshot("processed.t"))!.Files.First(
                known => file.EndsWith(known.Path, StringComparison.Ordinal)).Statistics!.Contains("12:02", StringComparison.Ordinal))
            {
                File.WriteAllText(file, "no parquet any more");
            }
        }

        (await Ids([], after: -1, until: 60)).ShouldBe("a b");
        await Should.ThrowAsync<DuckDbException>(() => Ids([], after: -1, until: 121));
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("COPY (SELECT 1) TO '/tmp/sensorium-escaped.csv'")]
    [InlineData("ATTACH '/tmp/sensorium-escaped.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '100GB'")]
    public async Task Nothing_but_the_lake_can_be_reached(string sql)
    {
        await Commit(await Open("t"), 1, Rows((0, "a")));
        using var view = await _views.Look(["processed.t"], [], At(-1), null, default);
        Should.Throw<DuckDbException>(() =>
        {
            using var result = view.Read(sql, default);
            _ = result.Batches().ToList();
        });
        File.Exists("/tmp/sensorium-escaped.csv").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_looks_again_after_a_rest_sees_the_same()
    {
        await Commit(await Open("t"), 1, Rows((0, "a")));
        (await Ids([])).ShouldBe("a");
        await _views.Rest(default);
        (await Ids([])).ShouldBe("a");
    }

    private static EventTime At(double second) => EventTime.From(_noon.AddSeconds(second));

    private static Batch Rows(params (double Second, string Id)[] rows)
    {
        var batch = new Batch(_schema);
        batch.EnsureCapacity(rows.Length);
        foreach (var (second, id) in rows)
        {
            var row = batch.Count++;
            batch.Values<long>(0).Set(row, At(second).Micros);
            batch.Text(1).Set(row, Encoding.UTF8.GetBytes(id));
        }

        return batch;
    }

    private ValueTask<DeltaTable> Open(string name) => _tables.OpenTable(new($"processed.{name}", _schema, []), default);

    private static async Task Commit(DeltaTable table, long epoch, Batch rows) =>
        await table.Commit(new("p/1", epoch, await table.Stage([rows], default), new Dictionary<string, object?>()), default);

    private async Task<string> Ids(IReadOnlyList<TableTail> tails, double after = -1, double? until = null)
    {
        using var view = await _views.Look(["processed.t"], tails, At(after), until is { } end ? At(end) : null, default);
        using var result = view.Read("SELECT id FROM t ORDER BY id", default);
        return string.Join(
            ' ', result.Batches().SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => batch.Text(0)[row].ToString())));
    }
}
