using Sensorium.Core;
using Sensorium.Lake.Jobs;

namespace Sensorium.Lake.Tests.Jobs;

public sealed class JobScriptTests
{
    [Fact]
    public void Statements_are_told_apart_whatever_stands_in_their_text()
    {
        var statements = JobScript.Parse("j.sql", """
            -- a comment; with a semicolon
            CREATE TEMP VIEW v AS SELECT ';' AS "a;b" /* ; */ FROM t;;
            create or replace table final."x" partitioned by (day, "hour") as
              SELECT 'it''s; here' AS s FROM v;
            INSERT OVERWRITE final.y SELECT 1 -- the end
            """);
        statements.Select(statement => (statement.Line, statement.Target, statement.KeepsOthers))
            .ShouldBe([(2, null, false), (3, "final.x", false), (5, "final.y", true)]);
        statements[0].Sql.ShouldBe("CREATE TEMP VIEW v AS SELECT ';' AS \"a;b\" /* ; */ FROM t");
        statements[1].PartitionColumns.ShouldBe(["day", "hour"]);
        statements[1].Sql.ShouldBe("SELECT 'it''s; here' AS s FROM v");
        statements[2].PartitionColumns.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("SELECT 1")]
    [InlineData("CREATE TEMP VIEW v AS SELECT 1")]
    [InlineData("CREATE TABLE final.x AS SELECT 1")]
    [InlineData("CREATE OR REPLACE VIEW final.x AS SELECT 1")]
    [InlineData("CREATE OR REPLACE TABLE x AS SELECT 1")]
    [InlineData("CREATE OR REPLACE TABLE raw.x AS SELECT 1")]
    [InlineData("CREATE OR REPLACE TABLE final.x SELECT 1")]
    [InlineData("CREATE OR REPLACE TABLE final.\"../x\" AS SELECT 1")]
    [InlineData("CREATE OR REPLACE TABLE final.x PARTITIONED BY day AS SELECT 1")]
    [InlineData("DROP TABLE final.x")]
    [InlineData("COPY final.x TO 'y'")]
    public void Anything_else_is_refused_with_its_line(string text) =>
        Should.Throw<SensoriumException>(() => JobScript.Parse("j.sql", text)).Code.ShouldBe("SN5014");
}
