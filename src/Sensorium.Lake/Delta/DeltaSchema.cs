using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.Lake.Delta;

/// <summary>Schemas in Delta's JSON.</summary>
internal static class DeltaSchema
{
    public static string Write(Schema schema) => Write(schema.Fields.Select(field => (field.Name, DeltaType.Of(field.Type), field.Nullable, field.Unit, field.Comment)));

    public static string Write(IEnumerable<(string Name, JsonNode Type, bool Nullable, string? Unit, string? Comment)> columns)
    {
        var fields = columns.Select(column =>
        {
            var metadata = new JsonObject();
            if (column.Comment is { } comment)
            {
                metadata["comment"] = comment;
            }

            if (column.Unit is { } unit)
            {
                metadata["unit"] = unit;
            }

            return (JsonNode)new JsonObject
            {
                ["name"] = column.Name,
                ["type"] = column.Type.DeepClone(),
                ["nullable"] = column.Nullable,
                ["metadata"] = metadata,
            };
        });
        return new JsonObject { ["type"] = "struct", ["fields"] = new JsonArray([.. fields]) }.ToJsonString();
    }

    /// <exception cref="SensoriumException">SN5003 for a type this release does not read; SN5002 for a column rule that it does not keep.</exception>
    public static IReadOnlyList<DeltaColumn> Read(string json, string table) =>
    [
        .. JsonNode.Parse(json)!["fields"]!.AsArray().Select(field =>
        {
            var name = (string)field!["name"]!;
            var type = field["type"]!;
            var duckType = DeltaType.ToDuck(type) ?? throw DeltaErrors.UnknownType(table, name, type.ToString());
            return new DeltaColumn(
                name,
                duckType,
                DeltaType.Kind(duckType),
                (bool?)field["nullable"] ?? true,
                field["metadata"]?["unit"]?.ToString(),
                field["metadata"]?["comment"]?.ToString());
        }),
    ];
}
