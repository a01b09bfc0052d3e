using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Delta;

/// <summary>Delta's types in DuckDB's words and back.</summary>
internal static partial class DeltaType
{
    /// <returns>Null for a type that DuckDB has no form of.</returns>
    public static string? ToDuck(JsonNode? type)
    {
        if (type is null)
        {
            return null;
        }

        if (type.GetValueKind() == JsonValueKind.String)
        {
            var name = (string)type!;
            return name switch
            {
                "boolean" => "BOOLEAN",
                "byte" => "TINYINT",
                "short" => "SMALLINT",
                "integer" => "INTEGER",
                "long" => "BIGINT",
                "float" => "FLOAT",
                "double" => "DOUBLE",
                "string" => "VARCHAR",
                "binary" => "BLOB",
                "date" => "DATE",
                "timestamp" => "TIMESTAMPTZ",
                "timestamp_ntz" => "TIMESTAMP",
                _ => Decimal().IsMatch(name) ? name.ToUpperInvariant() : null,
            };
        }

        switch ((string?)type["type"])
        {
            case "struct":
                var fields = (type["fields"] as JsonArray ?? []).Select(field => (Name: (string?)field?["name"], Type: ToDuck(field?["type"]))).ToList();
                return fields.Count == 0 || fields.Any(field => field.Name is null || field.Type is null)
                    ? null
                    : $"STRUCT({string.Join(", ", fields.Select(field => $"{DuckSql.Identifier(field.Name!)} {field.Type}"))})";
            case "array":
                return ToDuck(type["elementType"]) is { } element ? $"{element}[]" : null;
            case "map":
                return ToDuck(type["keyType"]) is { } key && ToDuck(type["valueType"]) is { } value ? $"MAP({key}, {value})" : null;
            default:
                return null;
        }
    }

    /// <summary>The type of a pipeline's column, or null.</summary>
    public static TypeKind? Kind(string duckType) => duckType switch
    {
        "BOOLEAN" => TypeKind.Boolean,
        "INTEGER" => TypeKind.Integer,
        "BIGINT" => TypeKind.BigInt,
        "DOUBLE" => TypeKind.Double,
        "VARCHAR" => TypeKind.Varchar,
        "BLOB" => TypeKind.Binary,
        "DATE" => TypeKind.Date,
        "TIMESTAMPTZ" => TypeKind.Timestamp,
        PointType => TypeKind.Point,
        _ => null,
    };

    /// <summary>The Delta type that a column of a query is stored as, and the type it is cast to for that; null for one that has none.</summary>
    public static (JsonNode Type, string Duck)? FromDuck(string duckType) => duckType switch
    {
        "BOOLEAN" => ("boolean", duckType),
        "TINYINT" => ("byte", duckType),
        "SMALLINT" => ("short", duckType),
        "UTINYINT" => ("short", "SMALLINT"),
        "INTEGER" => ("integer", duckType),
        "USMALLINT" => ("integer", "INTEGER"),
        "BIGINT" => ("long", duckType),
        "UINTEGER" or "UBIGINT" or "HUGEINT" or "UHUGEINT" => ("long", "BIGINT"),
        "FLOAT" => ("float", duckType),
        "DOUBLE" => ("double", duckType),
        "VARCHAR" => ("string", duckType),
        "BLOB" => ("binary", duckType),
        "DATE" => ("date", duckType),
        "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" or "TIMESTAMP WITH TIME ZONE" => ("timestamp", "TIMESTAMPTZ"),
        "STRUCT(latitude DOUBLE, longitude DOUBLE)" => (Of(TypeKind.Point), duckType),
        _ when Decimal().IsMatch(duckType.ToLowerInvariant()) => (duckType.ToLowerInvariant(), duckType),
        _ => null,
    };

    public static JsonNode Of(TypeKind type) => type switch
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

    private const string PointType = "STRUCT(\"latitude\" DOUBLE, \"longitude\" DOUBLE)";

    private static JsonObject Coordinate(string name) => new()
    {
        ["name"] = name,
        ["type"] = "double",
        ["nullable"] = true,
        ["metadata"] = new JsonObject(),
    };

    [GeneratedRegex(@"^decimal\(\d+, ?\d+\)$")]
    private static partial Regex Decimal();
}
