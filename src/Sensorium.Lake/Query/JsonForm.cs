using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>
/// Values of DuckDB's types as JSON, computed by DuckDB: STRUCT and MAP become objects, LIST and ARRAY arrays. Times are ISO 8601 in UTC, numbers are numbers, and NaN and infinities, which JSON does not have, are text.
/// </summary>
public static class JsonForm
{
    /// <summary>Whether a type is made of others, or is JSON already.</summary>
    /// <param name="type">DuckDB's name of it.</param>
    public static bool IsNested(string type) =>
        type == "JSON" || type[^1] == ']' || type.StartsWith("STRUCT(", StringComparison.Ordinal) || type.StartsWith("MAP(", StringComparison.Ordinal);

    /// <summary>The SQL of a nested value's JSON text.</summary>
    /// <param name="value">SQL of the value.</param>
    public static string Sql(string type, string value) => $"CAST(to_json({Of(type, value, depth: 0)}) AS VARCHAR)";

    /// <summary>The SQL of a value that DuckDB's own to_json writes as it should be.</summary>
    private static string Of(string type, string value, int depth)
    {
        var element = $"v{depth}";
        switch (type)
        {
            case [.., ']']:
                var inner = type[..type.LastIndexOf('[')];
                return $"list_transform({(type.EndsWith("[]", StringComparison.Ordinal) ? value : $"CAST({value} AS {inner}[])")}, lambda {element}: {Of(inner, element, depth + 1)})";
            case ['S', 'T', 'R', 'U', 'C', 'T', '(', .. var fields, ')']:
                var members = TypeText.Parts(fields).Select(TypeText.Member).Select(
                    member => $"{member.Name} := {Of(member.Type, $"{value}.{member.Name}", depth)}");
                return $"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", members)}) END";
            case ['M', 'A', 'P', '(', .. var pair, ')']:
                var held = TypeText.Parts(pair)[1];
                return $"map_from_entries(list_transform(map_entries({value}), lambda {element}: struct_pack(\"key\" := CAST({element}.key AS VARCHAR), \"value\" := {Of(held, $"{element}.value", depth + 1)})))";
            case "DOUBLE" or "FLOAT":
                return $"CASE WHEN isfinite({value}) THEN to_json({value}) WHEN isnan({value}) THEN to_json('NaN') WHEN {value} > 0 THEN to_json('Infinity') WHEN {value} < 0 THEN to_json('-Infinity') END";
            case "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" or "TIMESTAMP WITH TIME ZONE":
                return Time(type, value);
            case "BOOLEAN" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "VARCHAR" or "JSON":
                return value;
            default:
                return type.StartsWith("DECIMAL", StringComparison.Ordinal) ? $"CAST({value} AS DOUBLE)" : $"CAST({value} AS VARCHAR)";
        }
    }

    /// <summary>An instant as its own text, with a T in its middle and a Z at its end.</summary>
    private static string Time(string type, string value)
    {
        var text = $"CAST({value} AS VARCHAR)";
        var instant = type == "TIMESTAMP WITH TIME ZONE" ? $"regexp_replace({text}, '\\+00$', '')" : text;
        return $"CASE WHEN isfinite({value}) THEN replace({instant}, ' ', 'T') || 'Z' ELSE {text} END";
    }
}
