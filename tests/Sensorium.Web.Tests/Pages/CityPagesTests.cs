using Sensorium.Engine.Expressions;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Engine.Execution;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Tests.Pages;

/// <summary>What page files may say, and what is said of those that are wrong.</summary>
public sealed class CityPagesTests
{
    private const string Sql = """
        CREATE STREAM cars (
          note VARCHAR, device VARCHAR NOT NULL, place POINT NOT NULL, speed DOUBLE UNIT 'km/h', at TIMESTAMP NOT NULL,
          WATERMARK FOR at AS at - INTERVAL '1' SECOND
        ) WITH (stream = 'car_data', format = 'json');
        CREATE TABLE by_minute AS SELECT window_start, device, avg(speed) AS mean
        FROM TUMBLE(TABLE cars, DESCRIPTOR(at), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, device;
        """;

    [Theory]
    [InlineData("""{ "title": "x", """, "SN6040:1:17")]
    [InlineData("""[1]""", "SN6042:1:1")]
    [InlineData("""{ "titel": "x" }""", "SN6041:1:3: title")]
    [InlineData("""{ "title": "x", "title": "y" }""", "SN6041:1:17")]
    [InlineData("""{ "title": 3 }""", "SN6042:1:12")]
    [InlineData("""{ "panels": { "a b": { "kind": "tile", "sql": "SELECT 1 AS n" } } }""", "SN6042:1:15")]
    [InlineData("""{ "panels": { "a": { "kind": "tiles", "sql": "SELECT 1 AS n" } } }""", "SN6042:1:30: tile")]
    [InlineData("""{ "panels": { "a": { "kind": "tile" } } }""", "SN6042:1:20: sql")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "SELECT meen FROM by_minute" } } }""", "SN6043:1:45: mean")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "DROP TABLE by_minute" } } }""", "SN6043:1:45")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "SELECT 1; SELECT 2" } } }""", "SN6043:1:45")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "SELECT * FROM read_csv('/etc/passwd')" } } }""", "SN6043:1:45")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "SELECT 1 AS n", "layer": "cars" } } }""", "SN6042:1:71")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "SELECT 1 AS n", "threshold": "noise" } } }""", "SN6042:1:75: speed")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "SELECT 1 AS n", "at": [10, 1, 4, 1] } } }""", "SN6042:1:68")]
    [InlineData("""{ "panels": { "a": { "kind": "tile", "sql": "SELECT 1 AS n", "at": [1, 1, 4] } } }""", "SN6042:1:68")]
    [InlineData("""{ "layers": { "a": { "kind": "moving", "sql": "SELECT device, place, at FROM cars" } } }""", "SN6042:1:13: map")]
    [InlineData("""{ "map": { "center": [100000, 0], "zoom": 3 } }""", "SN6042:1:23")]
    [InlineData(
        """{ "map": { "center": [1, 2], "zoom": 3 }, "layers": { "a": { "kind": "moving", "sql": "SELECT device, place FROM cars" } } }""",
        "SN2041:1:87: TIMESTAMP")]
    [InlineData(
        """{ "map": { "center": [1, 2], "zoom": 3 }, "layers": { "a": { "kind": "moving", "sql": "SELECT\ndevice, \u0070lace, att FROM cars" } } }""", "SN2011:1:116: at")]
    [InlineData(
        """{ "map": { "center": [1, 2], "zoom": 3 }, "layers": { "a": { "kind": "moving", "sql": "SELECT max(speed) AS s FROM cars" } } }""", "SN2017:1:95")]
    public void A_wrong_page_is_refused_with_its_place_and_a_fix(string page, string expected)
    {
        var (pages, diagnostics) = Compile(("pages/city.json", page));
        pages.ShouldBeNull();
        var diagnostic = diagnostics[0];
        var parts = expected.Split(": ");
        $"{diagnostic.Code}:{diagnostic.Span.Line}:{diagnostic.Span.Column}".ShouldBe(parts[0], diagnostic.ToString());
        diagnostic.Span.File.ShouldBe("pages/city.json");
        diagnostic.ToString().ShouldContain(parts.Length > 1 ? parts[1] : "");
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var (_, diagnostics) = Compile(
            ("pages/a.json", """{ "titel": "x", "panels": { "p": { "kind": "tile", "sql": "SELECT 1 AS n", "unti": "x" } } }"""),
            ("pages/b c.json", "{}"),
            ("pages/d.json", "{ \"title\": "));
        diagnostics.Select(item => $"{item.Span.File} {item.Code}")
            .ShouldBe(["pages/a.json SN6041", "pages/a.json SN6041", "pages/b c.json SN6042", "pages/d.json SN6040"]);
    }

    [Fact]
    public void The_page_called_city_comes_first_else_the_first_by_name()
    {
        Compile(("pages/a.json", "{}"), ("pages/city.json", "{}")).Pages!.Default.Name.ShouldBe("city");
        var (pages, _) = Compile(
            ("pages/a.json", "{ // comments and commas at the end may stand\n \"title\": \"A\", }"), ("pages/b.json", "{}"));
        (pages!.Default.Name, pages.Default.Title, pages.Find("b")!.Title).ShouldBe(("a", "A", "Carville"));
    }

    [Fact]
    public void A_city_without_pages_gets_one_from_its_catalog()
    {
        var (pages, diagnostics) = Compile();
        diagnostics.ShouldBeEmpty();
        var page = pages!.Default;
        page.IsMade.ShouldBeTrue();
        var layer = page.Layers.ShouldHaveSingleItem();
        (layer.Name, layer.Kind, layer.Unit).ShouldBe(("cars", LayerKind.Moving, "km/h"));
        layer.Query.Schema[layer.Columns.Key].Name.ShouldBe("device", "what every record has tells devices apart");
        page.Panels.Select(panel => (panel.Name, panel.Kind))
            .ShouldBe([("by_minute_tile", PanelKind.Tile), ("by_minute_series", PanelKind.Series)]);
    }

    [Fact]
    public async Task Nothing_in_a_page_file_ends_the_element_that_carries_it()
    {
        await using var city = await PageCity.Open();
        var (_, html) = await city.Get("/pages/city");
        html.ShouldNotContain("Cars </script><b>");
        var data = await city.Data();
        ((string)data["title"]!, (string)data["role"]!, (string)data["city"]!).ShouldBe(("Cars </script><b>", "admin", "Carville"));
        data["map"]!.ToJsonString().ShouldBe("""{"center":[57.7,11.9],"zoom":12,"fit":false,"streets":false}""");
        data["panels"]![1]!["at"]!.ToJsonString().ShouldBe("[1,1,3,1]");
        data["thresholds"]!.ToJsonString()
            .ShouldBe("""{"speed":{"low":5,"high":100,"unit":null},"noise":{"low":null,"high":70,"unit":null}}""");
    }

    private static (CityPages? Pages, IReadOnlyList<Diagnostic> Diagnostics) Compile(params (string Path, string Text)[] pages)
    {
        var thresholds = new Batch(new(new Field("kind", TypeKind.Varchar)), 1) { Count = 1 };
        thresholds.Text(0).Set(0, "speed"u8);
        var references = new Dictionary<string, ReferenceTable>
        {
            ["thresholds"] = new("thresholds", "reference/thresholds.csv", "", thresholds),
        };
        SqlFile[] sql = [new("city.sql", Sql)];
        var program = new SqlCompiler(BuiltInFunctions.Catalog).Compile(sql, references).Program!;
        return CityPages.Compile(new(
            "Carville",
            [.. pages.Select(page => new SqlFile(page.Path, page.Text))],
            sql,
            references,
            PipelineTables.Of(program).ToDictionary(table => table.Key, table => (Schema?)table.Value)));
    }
}
