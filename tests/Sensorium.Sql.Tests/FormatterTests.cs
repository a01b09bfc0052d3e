using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Tests;

public sealed class FormatterTests
{
    public static TheoryData<string> Cases => [.. CaseFiles.Names];

    private static string Format(string text) => SqlFormatter.Format(new("a.sql", text)) is ({ } formatted, _) ? formatted
        : throw new InvalidOperationException("The text does not parse.");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Formatting_twice_changes_nothing(string name)
    {
        foreach (var text in new[] { CaseFiles.Read(name).Text, CaseFiles.City.Text })
        {
            if (SqlFormatter.Format(new("a.sql", text)).Text is { } once)
            {
                Format(once).ShouldBe(once);
                Canonical(once).ShouldBe(Canonical(text));
            }
        }
    }

    [Fact]
    public void Comments_anywhere_stay_and_stay_in_place()
    {
        var random = new Random(1);
        foreach (var name in CaseFiles.Names)
        {
            var text = CaseFiles.Read(name).Text;
            if (SqlFormatter.Format(new("a.sql", text)).Text is null)
            {
                continue;
            }

            for (var round = 0; round < 20; round++)
            {
                var commented = Comment(text, random, out var count);
                var once = Format(commented);
                var twice = Format(once);
                twice.ShouldBe(once, $"{commented}\n=======\n{once}\n=======\n{twice}");
                Canonical(once).ShouldBe(Canonical(text));
                Parser.Parse(new("a.sql", once), new()).Comments.Count.ShouldBe(count);
            }
        }
    }

    [Fact]
    public void A_file_reads_as_its_author_would_write_it() => Format("""
        -- What a sensor sends.
        create stream temperature (device_id string from ('device_id','deviceId') , value double unit 'Celsius' check(value between -90 and 60), -- measured
          event_time timestamp from 'timestamp', watermark for event_time as event_time - interval '10' seconds) with (stream='temp_stream', format='json');
        create view clean as select * from temperature where (value between -40 and 45) and not (value is null);
        /* By minute. */
        create table by_minute partitioned by (day) as select window_start, cast(window_start as date) day, device_id, COUNT(*) readings, AVG(value) mean
        from table(tumble(table clean, descriptor(event_time), interval '1' minute)) group by window_start, window_end, device_id having count(*) > (1 + 2) * 3;
        create alert hot to city severity 'high' key(device_id) as select device_id from clean where value > 45 -- no end
        """).ShouldBe("""
        -- What a sensor sends.
        CREATE STREAM temperature (
          device_id  VARCHAR   FROM ('device_id', 'deviceId'),
          value      DOUBLE    UNIT 'Celsius' CHECK (value BETWEEN -90 AND 60), -- measured
          event_time TIMESTAMP FROM 'timestamp',
          WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
        ) WITH (stream = 'temp_stream', format = 'json');

        CREATE VIEW clean AS SELECT * FROM temperature WHERE value BETWEEN -40 AND 45 AND NOT value IS NULL;

        /* By minute. */
        CREATE TABLE by_minute PARTITIONED BY (day) AS
        SELECT
          window_start,
          CAST(window_start AS DATE) AS day,
          device_id,
          count(*) AS readings,
          avg(value) AS mean
        FROM TUMBLE(TABLE clean, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
        GROUP BY window_start, window_end, device_id
        HAVING count(*) > (1 + 2) * 3;

        CREATE ALERT hot TO city SEVERITY 'high' KEY (device_id) AS
        SELECT device_id
        FROM clean
        WHERE value > 45; -- no end

        """);

    [Fact]
    public void Long_queries_break_at_their_joints() => Format("""
        CREATE TABLE t AS WITH recent AS (SELECT device_id FROM temperature) SELECT CASE WHEN value > 30 THEN 'this is a long text, and hot' WHEN value < 0 THEN 'this is a long text, and cold' ELSE 'neither' END AS feeling, s.site
        FROM (SELECT device_id, value, event_time FROM temperature WHERE sensor_type = 'a rather long kind of sensor' AND value > 12.5) AS x
        JOIN stations AS s ON x.device_id = s.id WHERE value > 1 AND (site = 'a' OR site = 'b') AND feeling IS NOT DISTINCT FROM 'something that is long enough'
        UNION ALL SELECT 'x', 'y' FROM temperature;
        """).ShouldBe("""
        CREATE TABLE t AS
        WITH recent AS (
          SELECT device_id
          FROM temperature
        )
        SELECT
          CASE
            WHEN value > 30 THEN 'this is a long text, and hot'
            WHEN value < 0 THEN 'this is a long text, and cold'
            ELSE 'neither'
          END AS feeling,
          s.site
        FROM (
          SELECT device_id, value, event_time
          FROM temperature
          WHERE sensor_type = 'a rather long kind of sensor' AND value > 12.5
        ) AS x
        JOIN stations AS s ON x.device_id = s.id
        WHERE value > 1
          AND (site = 'a' OR site = 'b')
          AND feeling IS NOT DISTINCT FROM 'something that is long enough'
        UNION ALL
        SELECT 'x', 'y'
        FROM temperature;

        """);

    [Fact]
    public void A_file_that_cannot_be_parsed_is_left_alone()
    {
        var (text, diagnostics) = SqlFormatter.Format(new("a.sql", "CREATE VIEW v AS SELECT FROM t"));
        text.ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Code.ShouldBe("SN2002");
    }

    [Theory]
    [InlineData("-(-5)", "- -5")]
    [InlineData("a - (b - c)", "a - (b - c)")]
    [InlineData("(a - b) - c", "a - b - c")]
    [InlineData("(a AND b) AND (c OR d)", "a AND b AND (c OR d)")]
    [InlineData("NOT (a AND b)", "NOT (a AND b)")]
    [InlineData("(a = b) = c", "a = b = c")]
    [InlineData("a = (b = c)", "a = (b = c)")]
    [InlineData("a BETWEEN (b AND c) AND d", "a BETWEEN (b AND c) AND d")]
    [InlineData("position((a = b) IN c)", "position((a = b), c)")]
    [InlineData("a || (b || c)", "a || (b || c)")]
    [InlineData("-(a + b) * c", "-(a + b) * c")]
    [InlineData("\"select\" + \"plain\" + `odd name`", "\"select\" + plain + \"odd name\"")]
    [InlineData("TRIM(BOTH 'x' FROM a)", "trim(a, 'x')")]
    [InlineData("OVERLAY(a PLACING 'b' FROM 2 FOR 1)", "overlay(a, 'b', 2, 1)")]
    [InlineData("EXTRACT(year FROM t)", "EXTRACT(YEAR FROM t)")]
    [InlineData("CEIL(t TO days)", "CEIL(t TO DAY)")]
    [InlineData("INTERVAL '-5' MINUTES", "INTERVAL -'5' MINUTE")]
    [InlineData("COUNT(*) FILTER (WHERE a IS NOT TRUE)", "count(*) FILTER (WHERE a IS NOT TRUE)")]
    public void Expressions_keep_the_parentheses_they_need(string written, string canonical) =>
        Format($"CREATE VIEW v AS SELECT {written} AS x FROM t;").ShouldBe($"CREATE VIEW v AS SELECT {canonical} AS x FROM t;\n");

    private static string Canonical(string text) =>
        string.Join(";\n", Parser.Parse(new("a.sql", text), new()).Statements.Select(CanonicalText.Statement));

    private static string Comment(string text, Random random, out int count)
    {
        var (tokens, comments) = Lexer.Read(new("a.sql", text), new());
        count = comments.Count;
        var result = text;
        for (var i = tokens.Count - 1; i >= 0; i--)
        {
            if (random.Next(8) == 0)
            {
                result = result.Insert(tokens[i].Span.Offset, random.Next(4) switch
                {
                    0 => $" -- note {i}\n",
                    1 => $"\n\n-- note {i}\n\n",
                    2 => $"/* note {i} */ ",
                    _ => $"/* note\n{i} */",
                });
                count++;
            }
        }

        return result;
    }
}
