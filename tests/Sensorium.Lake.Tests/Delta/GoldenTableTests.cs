using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Delta;

/// <summary>The public golden tables of Delta's own readers: the same rows, or a refusal by name.</summary>
public sealed class GoldenTableTests : IDisposable
{
    private const string Golden = "data/delta-golden";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedTheory(Golden)]
    [InlineData("124-decimal-decode-bug")]
    [InlineData("basic-decimal-table")]
    [InlineData("basic-decimal-table-legacy")]
    [InlineData("basic-with-inserts-deletes-checkpoint")]
    [InlineData("basic-with-inserts-overwrite-restore")]
    [InlineData("basic-with-inserts-updates")]
    [InlineData("basic-with-vacuum-protocol-check-feature")]
    [InlineData("data-reader-array-primitives")]
    [InlineData("data-reader-date-types-America")]
    [InlineData("data-reader-date-types-Etc")]
    [InlineData("data-reader-date-types-Pst")]
    [InlineData("data-reader-date-types-utc")]
    [InlineData("data-reader-escaped-chars")]
    [InlineData("data-reader-map")]
    [InlineData("data-reader-nested-struct")]
    [InlineData("data-reader-nullable-field-invalid-schema-key")]
    [InlineData("data-reader-primitives")]
    [InlineData("data-reader-timestamp_ntz")]
    [InlineData("data-skipping-basic-stats-all-types")]
    [InlineData("data-skipping-basic-stats-all-types-checkpoint")]
    [InlineData("data-skipping-change-stats-collected-across-versions")]
    [InlineData("data-skipping-partition-and-data-column")]
    [InlineData("deltalog-getChanges")]
    [InlineData("kernel-timestamp-int96")]
    [InlineData("kernel-timestamp-timestamp_micros")]
    [InlineData("kernel-timestamp-timestamp_millis")]
    [InlineData("log-replay-latest-metadata-protocol")]
    [InlineData("log-replay-special-characters")]
    [InlineData("log-replay-special-characters-a")]
    [InlineData("only-checkpoint-files")]
    [InlineData("parquet-all-types")]
    [InlineData("parquet-all-types-legacy-format")]
    [InlineData("snapshot-data0")]
    [InlineData("snapshot-data1")]
    [InlineData("snapshot-data2")]
    [InlineData("snapshot-data2-deleted")]
    [InlineData("snapshot-data3")]
    [InlineData("snapshot-repartitioned")]
    [InlineData("snapshot-vacuumed")]
    [InlineData("time-travel-partition-changes-a")]
    [InlineData("time-travel-partition-changes-b")]
    [InlineData("time-travel-schema-changes-a")]
    [InlineData("time-travel-schema-changes-b")]
    [InlineData("time-travel-start")]
    [InlineData("time-travel-start-start20")]
    [InlineData("time-travel-start-start20-start40")]
    public async Task Its_rows_are_read(string name)
    {
        var snapshot = (await Read(name))!;
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        duck.Execute($"CREATE VIEW ours AS {SnapshotScan.Sql(snapshot, file => Path.Combine(Table(name), file.Path))}");
        var expected = Directory.GetFiles(Path.Combine(SharedData.PathOf(Golden), name, "expected"), "*.parquet").Select(DuckSql.Text)
            .ToList();
        var columns = string.Join(
            ", ",
            snapshot.Columns.Select(
                column => $"CAST({DuckSql.Identifier(column.Name)} AS {column.DuckType}) AS {DuckSql.Identifier(column.Name)}"));
        duck.Execute(
            $"CREATE VIEW theirs AS SELECT {columns} FROM read_parquet([{string.Join(", ", expected)}], hive_partitioning = false)");
        var (ours, theirs) = (Rows(duck, "ours"), Rows(duck, "theirs"));
        ours.ShouldBe(theirs);
    }

    [SharedTheory(Golden)]
    [InlineData("checkpoint", 1)]
    [InlineData("canonicalized-paths-normal-a", 0)]
    [InlineData("canonicalized-paths-normal-b", 0)]
    [InlineData("canonicalized-paths-special-a", 0)]
    public async Task Its_files_are_known(string name, int files) => (await Read(name))!.Files.Count.ShouldBe(files);

    [SharedTheory(Golden)]
    [InlineData("deltalog-invalid-protocol-version", "SN5002", "reader version 99")]
    [InlineData("dv-partitioned-with-checkpoint", "SN5002", "deletion vectors")]
    [InlineData("log-replay-dv-key-cases", "SN5002", "deletion")]
    [InlineData("data-reader-timestamp_ntz-id-mode", "SN5002", "maps its columns by id")]
    [InlineData("data-reader-timestamp_ntz-name-mode", "SN5002", "maps its columns by name")]
    [InlineData("data-skipping-basic-stats-all-types-columnmapping-name", "SN5002", "maps its columns by name")]
    [InlineData("table-with-columnmapping-mode-id", "SN5002", "maps its columns by id")]
    [InlineData("table-with-columnmapping-mode-name", "SN5002", "maps its columns by name")]
    [InlineData("v2-checkpoint-json", "SN5002", "v2Checkpoint")]
    [InlineData("v2-checkpoint-parquet", "SN5002", "v2Checkpoint")]
    [InlineData("versions-not-contiguous", "SN5001", "00000000000000000001.json is missing")]
    [InlineData("deltalog-state-reconstruction-from-checkpoint-missing-metadata", "SN5001", "metaData")]
    [InlineData("deltalog-state-reconstruction-from-checkpoint-missing-protocol", "SN5001", "protocol")]
    [InlineData("deltalog-state-reconstruction-without-metadata", "SN5001", "metaData")]
    [InlineData("data-reader-absolute-paths-escaped-chars", "SN5001", "metaData")]
    [InlineData("deltalog-commit-info", "SN5001", "metaData")]
    [InlineData("update-deleted-directory", "SN5001", "no schema")]
    public async Task It_is_refused_by_name(string name, string code, string says)
    {
        var error = await Should.ThrowAsync<SensoriumException>(async () => await Read(name));
        error.Code.ShouldBe(code);
        error.Message.ShouldContain(says);
    }

    [SharedTheory(Golden)]
    [InlineData("no-delta-log-folder")]
    [InlineData("hive")]
    public async Task It_is_no_table(string name) => (await Read(name)).ShouldBeNull();

    [SharedFact(Golden)]
    public async Task Partition_values_of_every_type_are_read_and_a_time_without_a_zone_is_UTC()
    {
        var snapshot = (await Read("data-reader-partition-values"))!;
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        duck.Execute(
            $"CREATE VIEW t AS {SnapshotScan.Sql(snapshot, file => Path.Combine(Table("data-reader-partition-values"), file.Path))}");
        duck.Query(
            "SELECT as_int, as_long, as_byte, as_boolean, as_double, as_date, as_timestamp, as_big_decimal, as_string_lit_null, value "
                + "FROM t ORDER BY ALL").Rows
            .Select(row => string.Join('|', row.Select(value => value ?? "NULL"))).ShouldBe(
            [
                "0|0|0|true|0.0|2021-09-08|2021-09-08 11:11:11+00|0|null|0",
                "1|1|1|false|1.0|2021-09-08|2021-09-08 11:11:11+00|1|null|1",
                "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|2",
            ]);
    }

    private static string Table(string name) => Path.Combine(SharedData.PathOf(Golden), name, "delta");

    private async Task<DeltaSnapshot?> Read(string name)
    {
        using var objects = new LocalObjectStore(new LocalFileSystem(Path.Combine(SharedData.PathOf(Golden), name)), ".");
        using var tables = new DeltaTableStore(objects, table => table, _folder.Path, TimeProvider.System);
        return await tables.Snapshot("delta");
    }

    private static List<string> Rows(DuckDatabase duck, string view) =>
        [.. duck.Query($"SELECT * FROM {view}").Rows.Select(row => string.Join('|', row.Select(value => value ?? "NULL")))
            .Order(StringComparer.Ordinal)];
}
