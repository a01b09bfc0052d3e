using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Jobs;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Delta;

/// <summary>Apache Spark with Delta Lake, the real ones, started once: each reads what the other wrote, in turns.</summary>
public sealed class SparkTests : IDisposable
{
    private const string Script = """
        import json, socket, sys
        from pyspark.sql import SparkSession, functions as F
        lake = sys.argv[2]
        at = lambda table: f"{lake}/{table}"
        door = socket.create_connection(("127.0.0.1", int(sys.argv[1]))).makefile("rw")
        def say(what):
            door.write(json.dumps(what) + "\n")
            door.flush()
        spark = (SparkSession.builder.master("local[1]").appName("interoperation")
            .config("spark.sql.shuffle.partitions", "1").config("spark.ui.enabled", "false").config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.session.timeZone", "UTC").config("spark.databricks.delta.snapshotPartitions", "1").getOrCreate())
        def read(table, version=None):
            reader = spark.read.format("delta")
            return (reader.option("versionAsOf", version) if version is not None else reader).load(at(table))
        def rows(table, *columns):
            return [list(row) for row in read(table).selectExpr(*columns).collect()]
        OURS = ("id", "n", "x", "unix_micros(at)", "CAST(day AS STRING)", "place.latitude", "place.longitude", "CAST(raw AS STRING)")
        odd = rows("odd", "n", "place", "unix_micros(hour)", "ok", "unix_micros(at)")
        say({
            "ours": rows("ours", *OURS),
            "older": read("ours", 52).count(),
            "skipped": read("ours").where("n > 50 and day = date '2026-05-04'").count(),
            "bounds": rows("ours", "count(*)", "min(n)", "max(n)", "min(x)", "max(x)", "count(x)"),
            "files": len(read("ours").inputFiles()),
            "operations": [row.operation for row in spark.sql(f"DESCRIBE HISTORY delta.`{at('ours')}` LIMIT 3").collect()],
            "comment": spark.sql(f"DESCRIBE DETAIL delta.`{at('ours')}`").first().description,
            "odd": odd,
            "found": [read("odd").where(F.col("place") == F.lit(row[1])).where(F.col("n") == row[0]).count() for row in odd if row[1] is not None and row[3]],
            "nowhere": read("odd").where("place IS NULL").count(),
            "exact": rows("final.exact", "CAST(price AS STRING)", "CAST(wide AS STRING)", "f", "CAST(day AS STRING)"),
            "exact types": [field.simpleString() for field in read("final.exact").schema.fields],
        })
        spark.sql(f"INSERT INTO delta.`{at('ours')}` SELECT 'spark', 1000L, 0.5D, timestamp '2026-05-06 01:02:03.000004', date '2026-05-06', named_struct('latitude', 1D, 'longitude', 2D), cast('s' AS BINARY)")
        for i in range(12):
            (spark.range(i * 10, i * 10 + 10).select("id", (F.col("id") / 8).alias("x"), F.concat(F.lit("a b/%å:"), (F.col("id") % 2).cast("string")).alias("part"),
                F.to_timestamp(F.lit("2026-05-04 10:00:00.123456")).alias("at"), F.array(F.col("id")).alias("list"), F.expr("CAST(id AS DECIMAL(20, 3)) / 4 AS price"))
                .coalesce(1).write.format("delta").mode("append").partitionBy("part").save(at("theirs")))
            if i < 3:
                (spark.range(i, i + 1).selectExpr("concat('s', id) AS id", "id AS n", "date_add(date '2026-05-04', CAST(id % 2 AS INT)) AS day")
                    .coalesce(1).write.format("delta").mode("append").partitionBy("day").save(at("grown")))
        spark.sql(f"DELETE FROM delta.`{at('theirs')}` WHERE id < 5")
        spark.sql(f"OPTIMIZE delta.`{at('theirs')}`")
        spark.sql(f"ALTER TABLE delta.`{at('theirs')}` ADD COLUMNS (late STRING)")
        spark.sql(f"INSERT INTO delta.`{at('theirs')}` SELECT 500L, 1.5D, NULL, timestamp '2026-05-05 00:00:00', array(1L), 7.25, 'here'")
        spark.sql(f"CREATE TABLE delta.`{at('marked')}` (n BIGINT) USING delta TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')")
        spark.sql(f"INSERT INTO delta.`{at('marked')}` SELECT id FROM range(100)")
        spark.sql(f"DELETE FROM delta.`{at('marked')}` WHERE n = 7")
        say("written")
        door.readline()
        spark.sql(f"DELETE FROM delta.`{at('ours')}` WHERE n = 5")
        say({
            "ours": rows("ours", "count(*)", "sum(n)", "max(at) = timestamp '2026-05-06 01:02:03.000004'"),
            "grown": rows("grown", "id", "n", "CAST(day AS STRING)"),
            "transactions": spark.read.json(at("grown") + "/_delta_log/*.json").where("txn IS NOT NULL").select("txn.appId", "txn.version").count(),
        })
        """;

    /// <summary>Partition values as people and machines write them.</summary>
    private static readonly string?[] _places =
    [
        "plain", "a b/c", "100%", "å:ö?#&=+", "it's \"so\"", "tab\tline\n", "..", "back\\slash", "%41", "🚲", null
    ];

    private static readonly Schema _schema = new(
        new Field("id", TypeKind.Varchar),
        new Field("n", TypeKind.BigInt),
        new Field("x", TypeKind.Double),
        new Field("at", TypeKind.Timestamp),
        new Field("day", TypeKind.Date),
        new Field("place", TypeKind.Point),
        new Field("raw", TypeKind.Binary));

    private static readonly Schema _odd = new(
        new Field("n", TypeKind.BigInt),
        new Field("place", TypeKind.Varchar),
        new Field("hour", TypeKind.Timestamp),
        new Field("ok", TypeKind.Boolean),
        new Field("at", TypeKind.Timestamp));

    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [SharedFact("tools/spark.sh")]
    [Trait("Category", "Slow")]
    public async Task Spark_reads_and_extends_our_tables_and_we_read_and_extend_its()
    {
        await WriteOurs();
        await WriteOdd();
        await new JobRun(_lake.Tables, new LakeCatalog(_lake.Objects, _lake.Tables), 256 << 20).Run(
            "exact",
            "CREATE OR REPLACE TABLE final.exact PARTITIONED BY (day) AS SELECT CAST(1234567.89 AS DECIMAL(10, 2)) AS price, "
                + "CAST('-99999999999999999999.000001' AS DECIMAL(38, 6)) AS wide, CAST(0.25 AS FLOAT) AS f, DATE '2026-05-04' AS day "
                    + "UNION ALL SELECT NULL, NULL, NULL, NULL",
            _ => { },
            default);
        await using var spark = SparkSession.Start(_lake.Folder, Script, Path.Combine(_lake.Folder, "lake"));

        var seen = await spark.Next();
        Lines(seen["ours"]).ShouldBe(Enumerable.Range(1, 60).Select(OurRow), ignoreOrder: true);
        ((int)seen["older"]!).ShouldBeGreaterThan(45);
        ((int)seen["skipped"]!).ShouldBe(9);
        Lines(seen["bounds"]).ShouldBe([$"[60,1,60,0.1,{(59 * 0.1).ToString(CultureInfo.InvariantCulture)},54]"]);
        ((int)seen["files"]!).ShouldBe(2);
        ((string)seen["operations"]![0]!).ShouldBe("OPTIMIZE");
        ((string)seen["comment"]!).ShouldBe("a comment");
        seen["odd"]!.AsArray().Select(row => (long)row![0]!)
            .ShouldBe(Enumerable.Range(0, 2 * _places.Length).Select(n => (long)n), ignoreOrder: true);
        foreach (var row in seen["odd"]!.AsArray())
        {
            var n = (int)row![0]!;
            ((string?)row[1]).ShouldBe(_places[n / 2]);
            ((long?)row[2]).ShouldBe(Hour(n));
            ((bool?)row[3]).ShouldBe(n % 2 == 0);
            ((long)row[4]!).ShouldBe(-n);
        }

        seen["found"]!.AsArray().Select(count => (int)count!).ShouldAllBe(count => count == 1);
        ((int)seen["nowhere"]!).ShouldBe(2);
        Lines(seen["exact"]).ShouldBe(
            ["[\"1234567.89\",\"-99999999999999999999.000001\",0.25,\"2026-05-04\"]", "[null,null,null,null]"], ignoreOrder: true);
        seen["exact types"]!.AsArray().Select(type => (string)type!)
            .ShouldBe(["price:decimal(10,2)", "wide:decimal(38,6)", "f:float", "day:date"]);
        (await Query("odd", "SELECT count(*), count(DISTINCT place), count(hour), sum(n) FROM t")).ShouldBe(["22|10|20|231"]);

        ((string)(await spark.Next())!).ShouldBe("written");
        _lake.Objects.Rescan();
        await ExtendOurs();
        await ReadTheirs();
        await ExtendGrown();
        await spark.GoOn();

        var after = await spark.Next();
        Lines(after["ours"]).ShouldBe(["[61,2886,true]"]);
        Lines(after["grown"]).ShouldBe(
            Enumerable.Range(0, 3).Select(n => $"[\"s{n}\",{n},\"2026-05-0{4 + (n % 2)}\"]").Append("[\"ours\",100,\"2026-05-04\"]")
                .Append("[\"again\",101,\"2026-05-05\"]"),
            ignoreOrder: true);
        ((int)after["transactions"]!).ShouldBe(2);
        _lake.Objects.Rescan();
        (await Query("ours", "SELECT count(*), sum(n) FROM t")).ShouldBe(["61|2886"]);
        (await Query("ours", "SELECT count(*), sum(n) FROM t", AsOf.At((await _lake.Tables.Snapshot("ours"))!.Version - 1)))
            .ShouldBe(["62|2891"]);
    }

    /// <summary>60 commits by day, merged, their older half known from the checkpoint alone.</summary>
    private async Task WriteOurs()
    {
        var table = await _lake.Tables.OpenTable(new("ours", _schema, ["day"], "a comment"), default);
        for (var epoch = 1; epoch <= 60; epoch++)
        {
            await table.Commit(
                new("p/1", epoch, await table.Stage([Row(epoch)], default), new Dictionary<string, object?> { ["epoch"] = epoch }),
                default);
        }

        await _lake.Tables.Optimize("ours", dryRun: false);
        var checkpoint = _lake.Log("ours").Last(name => name.EndsWith(".checkpoint.parquet", StringComparison.Ordinal));
        foreach (var commit in _lake.Log("ours")
            .Where(name => name.EndsWith(".json", StringComparison.Ordinal) && string.CompareOrdinal(name, checkpoint) < 0))
        {
            await _lake.Objects.Delete($"ours/_delta_log/{commit}");
        }
    }

    private async Task WriteOdd()
    {
        var table = await _lake.Tables.OpenTable(new("odd", _odd, ["place", "hour"]), default);
        var batch = new Batch(_odd);
        batch.EnsureCapacity(2 * _places.Length);
        for (var n = 0; n < 2 * _places.Length; n++)
        {
            batch.Values<long>(0).Set(n, n);
            batch.Values<byte>(3).Set(n, (byte)(n % 2 == 0 ? 1 : 0));
            batch.Values<long>(4).Set(n, -n);
            if (_places[n / 2] is { } place)
            {
                batch.Text(1).Set(n, Encoding.UTF8.GetBytes(place));
            }
            else
            {
                batch.Columns[1].SetNull(n);
            }

            if (Hour(n) is { } hour)
            {
                batch.Values<long>(2).Set(n, hour);
            }
            else
            {
                batch.Columns[2].SetNull(n);
            }
        }

        batch.Count = 2 * _places.Length;
        await table.Commit(new("p/1", 1, await table.Stage([batch], default), new Dictionary<string, object?>()), default);
    }

    private async Task ExtendOurs()
    {
        var table = await _lake.Tables.OpenTable(new("ours", _schema, ["day"]), default);
        await table.Commit(new("p/1", 61, await table.Stage([Row(61)], default), new Dictionary<string, object?>()), default);
        (await Query("ours", "SELECT count(*), sum(n), max(\"at\") FROM t")).ShouldBe(["62|2891|2026-05-06 01:02:03.000004+00"]);
        (await Query("ours", "SELECT x, place.longitude, CAST(raw AS VARCHAR) FROM t WHERE id = 'spark'")).ShouldBe(["0.5|2.0|s"]);
    }

    private async Task ReadTheirs()
    {
        (await Query("theirs", "SELECT count(*), sum(id), sum(x), sum(price), count(DISTINCT part), count(late), max(\"at\") FROM t"))
            .ShouldBe(["116|7630|892.75|1789.750000|2|1|2026-05-05 00:00:00+00"]);
        (await Query("theirs", "SELECT part, list, late FROM t WHERE id IN (6, 500) ORDER BY id"))
            .ShouldBe(["a b/%å:0|[6]|NULL", "NULL|[1]|here"]);
        (await Query("theirs", "SELECT count(*) FROM t", AsOf.At(2))).ShouldBe(["30"]);
        var refused = await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("marked"));
        (refused.Code, refused.Message).ShouldBe(("SN5002", "table marked has deletion vectors, which this release does not know."));
    }

    private async Task ExtendGrown()
    {
        var table = await _lake.Open("grown");
        await _lake.Commit(table, 1, TestLake.Rows(20577, ("ours", 100)));
        await _lake.Commit(table, 2, TestLake.Rows(20578, ("again", 101)));
        (await Query("grown", "SELECT count(*), sum(n) FROM t")).ShouldBe(["5|204"]);
    }

    private static Batch Row(int n)
    {
        var batch = new Batch(_schema);
        batch.EnsureCapacity(1);
        batch.Count = 1;
        batch.Text(0).Set(0, Encoding.UTF8.GetBytes($"id{n}"));
        batch.Values<long>(1).Set(0, n);
        batch.Values<long>(3).Set(0, At(n));
        batch.Values<int>(4).Set(0, n % 10 == 0 ? 20578 : 20577);
        if (n % 10 == 0)
        {
            batch.Columns[2].SetNull(0);
            batch.Columns[5].SetNull(0);
            batch.Columns[6].SetNull(0);
        }
        else
        {
            batch.Values<double>(2).Set(0, n * 0.1);
            batch.Values<GeoPoint>(5).Set(0, new(57.7, 11.97));
            batch.Text(6).Set(0, Encoding.UTF8.GetBytes($"r{n}"));
        }

        return batch;
    }

    private static string OurRow(int n)
    {
        JsonArray row = n % 10 == 0
            ? [$"id{n}", n, null, At(n), "2026-05-05", null, null, null]
            : [$"id{n}", n, n * 0.1, At(n), "2026-05-04", 57.7, 11.97, $"r{n}"];
        return row.ToJsonString();
    }

    private static long At(int n) => 1_777_852_800_000_000 + (n * 1_000_001L);

    /// <summary>The partition's second value: an hour with microseconds, before 1970 too, and a null.</summary>
    private static long? Hour(int n) => n < 2 ? null : n % 2 == 0 ? At(n / 2) : -At(n / 2);

    private static IEnumerable<string> Lines(JsonNode? rows) => rows!.AsArray().Select(row => row!.ToJsonString());

    private Task<List<string>> Query(string table, string sql, AsOf asOf = default) => _lake.Query(sql, asOf, table);
}
