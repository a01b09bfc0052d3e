using Sensorium.Engine.Tests.Execution;
using Sensorium.Core;

namespace Sensorium.Engine.Tests.Operators.Lookup;

public sealed class LookupTests
{
    private const string Stream = """
        CREATE STREAM readings (device VARCHAR, n INT, value DOUBLE, text VARCHAR, event_time TIMESTAMP FROM 't',
          WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND) WITH (stream = 'readings', format = 'json');

        """;

    [Fact]
    public async Task A_row_gets_the_columns_of_its_partner_and_one_without_is_filtered()
    {
        var run = await Run(
            "CREATE TABLE o AS SELECT r.device, r.n, s.site, s.height FROM readings AS r JOIN stations AS s ON r.device = s.id",
            ("stations", "id,site,height\na,Hisingen,2.5\nb,,7\n"),
            Row("a", 1), Row("c", 2), Row("b", 3), Row(null, 4), Row("a", 5));
        run.Rows.ShouldBe(["a|1|Hisingen|2.5", "a|5|Hisingen|2.5", "b|3|NULL|7"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Filtered).ShouldBe((3, 2));
        ledger.Causes.ShouldHaveSingleItem().ShouldBe(new(Fate.Filtered, "city.sql", 3, "no partner in stations", 2));
    }

    [Fact]
    public async Task LEFT_JOIN_keeps_a_row_without_partner_beside_nulls()
    {
        var run = await Run(
            "CREATE TABLE o AS SELECT r.device, r.n, s.site FROM readings AS r LEFT JOIN stations AS s ON r.device = s.id",
            ("stations", "id,site\na,Hisingen\n"),
            Row("a", 1), Row("c", 2), Row(null, 4));
        run.Rows.ShouldBe(["NULL|4|NULL", "a|1|Hisingen", "c|2|NULL"]);
        run.Ledger.ShouldHaveSingleItem().Filtered.ShouldBe(0);
    }

    [Theory]
    [InlineData("JOIN", "a|1|x", "a|1|y", "b|2|z")]
    [InlineData("LEFT JOIN", "a|1|x", "a|1|y", "b|2|z", "c|3|NULL")]
    public async Task A_row_with_several_partners_comes_out_once_for_each_and_is_one_record(string join, params string[] expected)
    {
        var run = await Run(
            $"CREATE TABLE o AS SELECT r.device, r.n, s.zone FROM readings AS r {join} zones AS s ON r.device = s.id WHERE r.n > 0",
            ("zones", "id,zone\na,x\nb,z\na,y\n"),
            Row("a", 1), Row("a", -1), Row("b", 2), Row("c", 3));
        run.Rows.ShouldBe(expected);
        run.Ledger.ShouldHaveSingleItem().Stored.ShouldBe(expected.Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public async Task Keys_compare_as_equality_does()
    {
        var run = await Run(
            "CREATE TABLE o AS SELECT r.n, s.name FROM readings AS r JOIN levels AS s ON CASE WHEN r.text = 'NaN' THEN CAST('NaN' AS "
                + "DOUBLE) ELSE r.value END = s.level AND r.device = s.device",
            ("levels", "level,device,name\n0,a,zero\n1.5,a,more\n,a,none\n1.5,,nobody\n"),
            Row("a", 1, "\"value\":-0.0"),
            Row("a", 2, "\"value\":1.5"),
            Row("b", 3, "\"value\":1.5"),
            Row("a", 4, "\"text\":\"NaN\""),
            Row(null, 5, "\"value\":1.5"));
        run.Rows.ShouldBe(["1|zero", "2|more"]);
    }

    [Fact]
    public async Task A_key_that_fails_rejects_its_row()
    {
        var run = await Run(
            "CREATE TABLE o AS SELECT r.n, s.name FROM readings AS r LEFT JOIN numbers AS s ON CAST(r.text AS BIGINT) = s.number",
            ("numbers", "number,name\n7,seven\n"),
            Row("a", 1, "\"text\":\"7\""), Row("a", 2, "\"text\":\"seven\""), Row("a", 3, "\"text\":\"8\""));
        run.Rows.ShouldBe(["1|seven", "3|NULL"]);
        run.Rejected.ShouldHaveSingleItem().ShouldEndWith("|a value cannot be cast");
        run.Ledger.ShouldHaveSingleItem().Rejected.ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_table_has_no_partners()
    {
        var run = await Run(
            "CREATE TABLE o AS SELECT r.n, s.name FROM readings AS r LEFT JOIN numbers AS s ON r.device = s.name",
            ("numbers", "number,name\n"),
            Row("a", 1));
        run.Rows.ShouldBe(["1|NULL"]);
    }

    [Fact]
    public async Task Joined_rows_are_as_a_plain_loop_gives_them_at_any_parallelism()
    {
        var random = new Random(3);
        var stations = Enumerable.Range(0, 300).Select(i => (Id: $"d{random.Next(200)}", Site: $"s{i}")).ToList();
        var records = Enumerable.Range(0, 4000)
            .Select(i => (Device: random.Next(20) == 0 ? null : $"d{random.Next(400)}", N: random.Next(-3, 10))).ToList();
        var expected = (from r in records
                        where r.N >= 0
                        from s in stations.Where(s => s.Id == r.Device).Select(s => s.Site).DefaultIfEmpty("NULL")
                        select $"{r.Device ?? "NULL"}|{r.N}|{s}").Order(StringComparer.Ordinal).ToList();
        var partitions = Enumerable.Range(0, 3).Select(p => records.Where((_, i) => i % 3 == p).Select(r => Row(r.Device, r.N)).ToArray())
            .ToArray();
        var definition = SqlRun.Compile(
            Stream
                + "CREATE TABLE o AS SELECT r.device, r.n, s.site FROM readings AS r LEFT JOIN stations AS s ON r.device = s.id WHERE r.n "
                    + ">= 0",
            ("stations", "id,site\n" + string.Concat(stations.Select(s => $"{s.Id},{s.Site}\n"))));
        foreach (var (lanes, blockBytes) in new[] { (1, 1 << 18), (2, 3000), (4, 700) })
        {
            var run = await SqlRun.Run(definition, new() { ["readings"] = partitions }, lanes, blockBytes);
            run.Rows.ShouldBe(expected);
            run.Ledger.ShouldHaveSingleItem().Stored.ShouldBe(records.Count(r => r.N >= 0));
        }
    }

    [Fact]
    public async Task Windows_may_group_by_what_was_looked_up_and_be_looked_up_themselves()
    {
        var definition = SqlRun.Compile(
            Stream + """
            CREATE VIEW sites AS SELECT r.device, r.value, r.event_time, s.site FROM readings AS r JOIN stations AS s ON r.device = s.id;
            CREATE VIEW busy AS SELECT window_start, site, count(*) AS c FROM TUMBLE(TABLE sites, DESCRIPTOR(event_time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, site;
            CREATE TABLE o AS SELECT b.site, b.c, n.name FROM busy AS b LEFT JOIN names AS n ON b.site = n.site;
            """,
            ("stations", "id,site\na,x\nb,x\nc,y\n"),
            ("names", "site,name\nx,Xylo\n"));
        var run = await SqlRun.Run(definition, new() { ["readings"] = [[Row("a", 1), Row("b", 1), Row("c", 2), Row("d", 2)]] });
        run.Rows.ShouldBe(["x|2|Xylo", "y|1|NULL"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Filtered).ShouldBe((3, 1));
    }

    private static string Row(string? device, int n, string more = "\"value\":1") =>
        $"{{\"device\":{(device is null ? "null" : $"\"{device}\"")},\"n\":{n},{more},\"t\":\"2026-05-04T12:00:00Z\"}}";

    private static Task<SqlRun> Run(string sql, (string Name, string Csv) reference, params string[] records) =>
        SqlRun.Run(SqlRun.Compile(Stream + sql, reference), new() { ["readings"] = [records] });
}
