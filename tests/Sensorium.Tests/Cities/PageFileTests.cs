using Sensorium.City.Folders;
using Sensorium.City.Settings;
using Sensorium.Tests.CommandLine;
using Sensorium.Web.Pages;

namespace Sensorium.Tests.Cities;

/// <summary>Page files of cities, as commands meet them.</summary>
public sealed class PageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_committed_schema_is_the_one_of_the_pages() =>
        File.ReadAllText(Repository.Path("docs", "page.schema.json")).ShouldBe(
            PageSchema.Write(),
            "renew it: ./sensorium config schema --page > docs/page.schema.json");

    [Fact]
    public void Gothenburgs_page_fits_its_sql()
    {
        var city = CityFolder.Open(
            Repository.Path("cities", "gothenburg"), new SettingInputs(null, [], new System.Collections.Hashtable()));
        PageFiles.Compile(city, SqlSources.Compile(city)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Gothenburgs_places_are_those_of_its_devices()
    {
        var run = await Run.Of("places", Repository.Path("cities", "gothenburg"));
        File.ReadAllText(Repository.Path("cities", "gothenburg", "reference", "places.csv")).ReplaceLineEndings("\n").ShouldBe(
            run.Output.ReplaceLineEndings("\n"), "renew it: ./sensorium places > cities/gothenburg/reference/places.csv");
    }

    [Fact]
    public async Task Check_tells_what_is_wrong_with_pages_with_their_places()
    {
        _folder.Write("city.json", """{ "format": 1 }""");
        _folder.Write(
            "pipelines/a.sql",
            "CREATE STREAM s (id VARCHAR NOT NULL, n DOUBLE, t TIMESTAMP, WATERMARK FOR t AS t - INTERVAL '1' SECOND) WITH (format = "
                + "'json');\nCREATE TABLE x AS SELECT id, n, t FROM s;");
        _folder.Write("jobs/j.sql", "CREATE OR REPLACE TABLE final.made AS SELECT 1 AS n;");
        _folder.Write(
            "pages/good.json",
            """{ "panels": { "a": { "kind": "bars", "sql": "SELECT id, n FROM x" }, "b": { "kind": "bars", "sql": "SELECT whatever FROM final.made" } } }""");
        (await Run.Of("check", _folder.Path)).ExitCode.ShouldBe(0);

        _folder.Write(
            "pages/bad.json", "{\n  \"panels\": { \"a\": { \"kind\": \"bars\", \"sqll\": \"x\", \"sql\": \"SELECT m FROM x\" } }\n}");
        var run = await Run.Of("check", _folder.Path);
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("pages/bad.json:2:38");
        run.Error.ShouldContain("SN6041");
        run.Error.ShouldContain("did you mean sql?");
        _folder.Write("pages/bad.json", "{\n  \"panels\": { \"a\": { \"kind\": \"bars\", \"sql\": \"SELECT m FROM x\" } }\n}");
        (await Run.Of("check", _folder.Path)).Error.ShouldContain("SN6043");
    }
}
