using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.Lake.Delta;

/// <summary>Schemas in Delta's JSON.</summary>
internal static class DeltaSchema
{
    public static string Write(Schema schema)
    {
        var fields = schema.Fields.Select(field =>
        {
            var metadata = new JsonObject();
            if (field.Comment is { } comment)
            {
                metadata["comment"] = comment;
            }

            if (field.Unit is { } unit)
            {
                metadata["unit"] = unit;
            }

            return (JsonNode)new JsonObject
            {
                ["name"] = field.Name,
                ["type"] = TypeOf(field.Type),
                ["nullable"] = field.Nullable,
                ["metadata"] = metadata,
            };
        });
        return new JsonObject { ["type"] = "struct", ["fields"] = new JsonArray([.. fields]) }.ToJsonString();
    }

    /// <exception cref="SensoriumException">SN5003 for a type this release does not read.</exception>
    public static Schema Read(string json, string table)
    {
        var fields = JsonNode.Parse(json)!["fields"]!.AsArray();
        return new([.. fields.Select(field => new Field(
            (string)field!["name"]!,
            KindOf(field["type"]!, table, (string)field["name"]!),
            (bool)field["nullable"]!,
            (string?)field["metadata"]?["unit"],
            (string?)field["metadata"]?["comment"]))]);
    }

    private static JsonNode TypeOf(TypeKind type) => type switch
    {
        TypeKind.Boolean => "boolean",
        TypeKind.Integer => "integer",
        TypeKind.BigInt => "long",
        TypeKind.Double => "double",
        TypeKind.Varchar => "string",
        TypeKind.Binary => "binary",
        TypeKind.Date => "date",
        TypeKind.Timestamp => "timestamp",
        TypeKind.Point => new JsonObject
        {
            ["type"] = "struct",
            ["fields"] = new JsonArray(Coordinate("latitude"), Coordinate("longitude")),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static JsonObject Coordinate(string name) => new()
    {
        ["name"] = name,
        ["type"] = "double",
        ["nullable"] = true,
        ["metadata"] = new JsonObject(),
    };

    private static TypeKind KindOf(JsonNode type, string table, string column)
    {
        if (type.GetValueKind() == JsonValueKind.Object && type["fields"] is JsonArray { Count: 2 } fields && (string?)fields[0]!["name"] == "latitude")
        {
            return TypeKind.Point;
        }

        var name = type.GetValueKind() == JsonValueKind.String ? (string)type! : type.ToJsonString();
        return name switch
        {
            "boolean" => TypeKind.Boolean,
            "integer" => TypeKind.Integer,
            "long" => TypeKind.BigInt,
            "double" => TypeKind.Double,
            "string" => TypeKind.Varchar,
            "binary" => TypeKind.Binary,
            "date" => TypeKind.Date,
            "timestamp" => TypeKind.Timestamp,
            _ => throw new SensoriumException(
                "SN5003",
                $"Column {column} of table {table} has the type {name}, which this release does not read.",
                "Read the table with another engine, or rewrite the column as one of the types in docs/formats-lake.md."),
        };
    }
}
