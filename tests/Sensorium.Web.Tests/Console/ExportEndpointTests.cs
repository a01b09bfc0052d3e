using System.Net;
using System.Text.Json.Nodes;

namespace Sensorium.Web.Tests.Console;

[Trait("Category", "Slow")]
public sealed class ExportEndpointTests
{
    [Fact]
    public async Task Rows_become_a_CSV_JSON_or_Parquet_file()
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("t", ("<script>,\"b\"", 1, 1.5, "2026-05-04"), ("ä", 22, null, "2026-05-04"));
        const string sql = "SELECT id, n, x FROM t ORDER BY n";
        (await Export(doors, sql, "csv", "text/csv")).ShouldBe("id,n,x\n\"<script>,\"\"b\"\"\",1,1.5\nä,22,\n");
        JsonNode.DeepEquals(
            JsonNode.Parse(await Export(doors, sql, "json", "application/json")),
            JsonNode.Parse("""[{"id": "<script>,\"b\"", "n": 1, "x": 1.5}, {"id": "ä", "n": 22, "x": null}]""")).ShouldBeTrue();
        (await Export(doors, sql, "parquet", "application/vnd.apache.parquet")).ShouldStartWith("PAR1");
        (await Export(doors, "SELECT n FROM t", "csv", "text/csv", asOf: "0")).ShouldBe("n\n");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    public async Task A_mistake_is_a_problem_and_no_file(string format)
    {
        await using var doors = await QueryEndpoints.Open();
        foreach (var sql in new[]
        {
            "SELECT nope",
            "COPY (SELECT 1) TO '/tmp/sensorium-taken.csv'",
            "SELECT * FROM read_text('/etc/passwd')",
        })
        {
            using var response = await doors.Send("/query/export", new { sql, format });
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            ((int)response.StatusCode, problem["code"]!.GetValue<string>()).ShouldBe((400, "SN5010"));
            response.Content.Headers.ContentDisposition.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    public async Task A_file_never_lacks_rows_silently(string format)
    {
        await using var doors = await QueryEndpoints.Open(rows: 100);
        using (var whole = await doors.Send("/query/export", new { sql = "SELECT range FROM range(100)", format }))
        {
            whole.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await whole.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(100);
        }

        using var more = await doors.Send("/query/export", new { sql = "SELECT range FROM range(101)", format });
        more.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await more.Content.ReadAsStringAsync()).ShouldContain("more than 100 rows");

        // What has begun cannot be taken back, but broken off.
        if (format != "parquet")
        {
            using var begun = await doors.Send("/query/export", new { sql = "SELECT repeat('x', 10000) AS x FROM range(101)", format });
            begun.StatusCode.ShouldBe(HttpStatusCode.OK);
            await Should.ThrowAsync<Exception>(() => begun.Content.ReadAsByteArrayAsync());
        }
    }

    private static async Task<string> Export(QueryEndpoints doors, string sql, string format, string type, string? asOf = null)
    {
        using var response = await doors.Send("/query/export", new { sql, format, asOf });
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Content.Headers.ContentDisposition!.ToString().ShouldBe($"attachment; filename=\"answer.{format}\"");
        return text;
    }
}
