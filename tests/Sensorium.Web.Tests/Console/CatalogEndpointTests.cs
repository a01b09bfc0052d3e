using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Tables;

namespace Sensorium.Web.Tests.Console;

public sealed class CatalogEndpointTests
{
    [Fact]
    public async Task Tables_have_their_columns_with_types_units_and_comments()
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("raw.t", ("a", 1, 1, "2026-05-04"), ("b", 2, 2, "2026-05-05"));
        var schema = new Schema(
            new Field("at", TypeKind.Timestamp),
            new Field("mean", TypeKind.Double, Unit: "Celsius", Comment: "Of a <minute>"),
            new Field("place", TypeKind.Point));
        await doors.Tables.Open(new TableDefinition("processed.temps", schema, [], "Every sensor"), default);
        var tables = await Catalog(doors);
        tables.Select(table => (string)table!["name"]!).ShouldBe(["raw.t", "processed.temps"]);
        var (raw, temps) = (tables[0]!, tables[1]!);
        (raw["comment"], (long)raw["rows"]!, (int)raw["files"]!, (long)raw["version"]!).ShouldBe((null, 2, 2, 1));
        raw["columns"]!.AsArray().Where(column => (bool)column!["partition"]!).Select(column => (string)column!["name"]!).ShouldBe(["day"]);
        ((string)temps["comment"]!, (long)temps["rows"]!).ShouldBe(("Every sensor", 0));
        JsonNode.DeepEquals(temps["columns"], JsonNode.Parse("""
            [
              {"name": "at", "type": "TIMESTAMPTZ", "unit": null, "comment": null, "partition": false},
              {"name": "mean", "type": "DOUBLE", "unit": "Celsius", "comment": "Of a <minute>", "partition": false},
              {"name": "place", "type": "STRUCT(latitude DOUBLE, longitude DOUBLE)", "unit": null, "comment": null, "partition": false}
            ]
            """)).ShouldBeTrue(temps["columns"]!.ToJsonString());
    }

    [Fact]
    public async Task A_damaged_table_hides_no_other()
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("a", ("a", 1, 1, "2026-05-04"));
        await doors.Commit("b", ("a", 1, 1, "2026-05-04"));
        await File.WriteAllTextAsync(Path.Combine(doors.Lake, "processed", "a", "_delta_log", $"{0:D20}.json"), "rubbish");
        var tables = await Catalog(doors);
        ((string)tables[0]!["error"]!["code"]!, (string)tables[1]!["name"]!).ShouldBe(("SN5001", "processed.b"));
    }

    private static async Task<JsonArray> Catalog(QueryEndpoints doors) => JsonNode.Parse(await doors.Get("/catalog"))!["tables"]!.AsArray();
}
