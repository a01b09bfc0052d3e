using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Query;

public sealed class JsonFormTests
{
    [Theory]
    [InlineData("{'latitude': 57.7, 'longitude': 11.97}", """{"latitude":57.7,"longitude":11.97}""")]
    [InlineData("[1, NULL, 3]", "[1,null,3]")]
    [InlineData("[]::INT[]", "[]")]
    [InlineData("[['1.5', 'nan'], ['inf', '-inf']]::DOUBLE[][]", """[[1.5,"NaN"],["Infinity","-Infinity"]]""")]
    [InlineData("[1, 2]::INT[2]", "[1,2]")]
    [InlineData("[TIMESTAMPTZ '2026-05-04 12:00:00.5+00']", """["2026-05-04T12:00:00.5Z"]""")]
    [InlineData(
        "{'at': TIMESTAMP '2026-05-04 12:00:00', 'day': DATE '2026-05-04'}", """{"at":"2026-05-04T12:00:00Z","day":"2026-05-04"}""")]
    [InlineData("MAP {'a b': 1, 'c': NULL}", """{"a b":1,"c":null}""")]
    [InlineData("MAP {7: ['inf'::DOUBLE]}", """{"7":["Infinity"]}""")]
    [InlineData("{'e': 'a), b'::ENUM('a), b', 'it''s'), 'n': 1}", """{"e":"a), b","n":1}""")]
    [InlineData("'{\"a\": [1]}'::JSON", """{"a":[1]}""")]
    [InlineData("{'a \"quoted\", (name)': 1, 'b c': ['x\"y']}", """{"a \"quoted\", (name)":1,"b c":["x\"y"]}""")]
    [InlineData("{'s': {'t': {'u': 1.25::DECIMAL(9, 2)}}, 'none': NULL::STRUCT(x INT)}", """{"s":{"t":{"u":1.25}},"none":null}""")]
    [InlineData("['a'::BLOB]", """["a"]""")]
    [InlineData("[true, false]", "[true,false]")]
    [InlineData("NULL::STRUCT(x INT)", null)]
    [InlineData("NULL::DOUBLE[]", null)]
    public void Nested_values_are_JSON(string sql, string? json)
    {
        using var duck = new DuckDatabase(new Dictionary<string, string> { ["threads"] = "1" });
        var type = duck.Query($"SELECT column_type FROM (DESCRIBE SELECT {sql} AS v)").Rows[0][0]!;

        JsonForm.IsNested(type).ShouldBeTrue(type);
        duck.Query($"SELECT {JsonForm.Sql(type, "v")} FROM (SELECT {sql} AS v)").Rows[0][0].ShouldBe(json, type);
    }
}
