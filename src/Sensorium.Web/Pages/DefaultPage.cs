using Sensorium.Engine.Expressions;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Lake.DuckDb;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Web.Pages;

/// <summary>
/// The page of a city that has none in its folder: a tile and a series for each table by windows, a layer for each stream that says where
/// its devices are.
/// </summary>
internal static class DefaultPage
{
    private const string Name = "pages/city.json";
    private const int MostTables = 8;

    /// <returns>A page file, as an operator would write it.</returns>
    internal static SqlFile Make(PageSources sources)
    {
        var program = new SqlCompiler(BuiltInFunctions.Catalog).Compile(sources.Sql, sources.References).Program;
        var layers = new JsonObject();
        foreach (var stream in program?.Streams ?? [])
        {
            if (LayerOf(stream) is { } layer)
            {
                layers[Safe(stream.Name)] = layer;
            }
        }

        var panels = new JsonObject();
        foreach (var (table, schema) in sources.Tables.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Where(pair => pair.Value?.IndexOf("window_start") >= 0).Take(MostTables))
        {
            var value = schema!.Fields.FirstOrDefault(field => field.Type == TypeKind.Double)
                ?? schema.Fields.FirstOrDefault(field => field.Type is TypeKind.BigInt or TypeKind.Integer);
            if (value is null)
            {
                continue;
            }

            var name = table[(table.IndexOf('.', StringComparison.Ordinal) + 1)..];
            var column = DuckSql.Identifier(value.Name);
            var sql = $"SELECT window_start, avg({column}) AS {column} FROM "
                + $"{table[..table.IndexOf('.', StringComparison.Ordinal)]}.{DuckSql.Identifier(name)} GROUP BY window_start";
            foreach (var kind in new[] { "tile", "series" })
            {
                var panel = new JsonObject { ["title"] = $"{name}: {value.Name}", ["kind"] = kind, ["sql"] = sql };
                if (value.Unit is { } unit)
                {
                    panel["unit"] = unit;
                }

                panels[Safe($"{name}_{kind}")] = panel;
            }
        }

        var page = new JsonObject { ["panels"] = panels };
        if (layers.Count > 0)
        {
            page["map"] = new JsonObject { ["center"] = new JsonArray(0, 0), ["zoom"] = 2 };
            page["layers"] = layers;
        }

        return new(Name, page.ToJsonString());
    }

    private static JsonObject? LayerOf(StreamDefinition stream)
    {
        var fields = stream.Columns.Select(column => column.Field).ToList();
        var texts = fields.Where(field => field.Type == TypeKind.Varchar).ToList();

        // What every record must have tells devices apart rather than what some have.
        var key = texts.Find(field => !field.Nullable) ?? (texts.Count > 0 ? texts[0] : null);
        var place = fields.Find(field => field.Type == TypeKind.Point);
        var value = fields.Find(field => field.Type == TypeKind.Double);
        if (key is null || place is null)
        {
            return null;
        }

        var time = stream.EventTimeColumn >= 0 ? stream.Columns[stream.EventTimeColumn].Field.Name : "_appended_at";
        var columns = new[] { key.Name, place.Name, value?.Name, time }.OfType<string>().Select(DuckSql.Identifier);
        var layer = new JsonObject
        {
            ["title"] = stream.Name,
            ["kind"] = "moving",
            ["sql"] = $"SELECT {string.Join(", ", columns)} FROM {DuckSql.Identifier(stream.Name)}",
        };
        if (value?.Unit is { } unit)
        {
            layer["unit"] = unit;
        }

        return layer;
    }

    private static string Safe(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_').Take(64));
}
