using System.Text.Json;
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

    /// <exception cref="SensoriumException">SN5001 for what is no schema; SN5003 for a type this release does not read.</exception>
    public static IReadOnlyList<DeltaColumn> Read(string json, string table)
    {
        try
        {
            var fields = (JsonNode.Parse(json) as JsonObject)?["fields"] as JsonArray ?? throw new FormatException("it has no fields.");
            return [.. fields.Select(field => Column(field as JsonObject ?? throw new FormatException("a field is no object."), table))];
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw DeltaErrors.Damaged(table, $"its schema cannot be read: {error.Message}", error);
        }
    }

    private static DeltaColumn Column(JsonObject field, string table)
    {
        var name = (string?)field["name"] ?? throw new FormatException("a field has no name.");
        var type = field["type"] ?? throw new FormatException($"the field {name} has no type.");
        var duckType = DeltaType.ToDuck(type) ?? throw DeltaErrors.UnknownType(table, name, type.ToString());
        var metadata = field["metadata"] as JsonObject;
        return new(
            name,
            duckType,
            DeltaType.Kind(duckType),
            (bool?)field["nullable"] ?? true,
            metadata?["unit"]?.ToString(),
            metadata?["comment"]?.ToString());
    }
}
