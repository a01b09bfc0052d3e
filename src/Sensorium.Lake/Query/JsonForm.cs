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
                var members = Parts(fields).Select(Member).Select(
                    member => $"{member.Name} := {Of(member.Type, $"{value}.{member.Name}", depth)}");
                return $"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", members)}) END";
            case ['M', 'A', 'P', '(', .. var pair, ')']:
                var held = Parts(pair)[1];
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

    /// <summary>Name, as SQL writes it, and type of a STRUCT's member.</summary>
    private static (string Name, string Type) Member(string part)
    {
        var end = part[0] == '"' ? ClosingQuote(part, 0) + 1 : part.IndexOf(' ', StringComparison.Ordinal);
        var name = part[..end];
        return (name[0] == '"' ? name : DuckSql.Identifier(name), part[(end + 1)..]);
    }

    /// <summary>What commas of the outermost level stand between.</summary>
    private static List<string> Parts(string list)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        for (var at = 0; at < list.Length; at++)
        {
            switch (list[at])
            {
                case '"' or '\'':
                    at = ClosingQuote(list, at);
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                case ',' when depth == 0:
                    parts.Add(list[start..at]);
                    start = at + 2;
                    break;
            }
        }

        parts.Add(list[start..]);
        return parts;
    }

    /// <summary>Where what is quoted ends; a quote inside stands twice.</summary>
    private static int ClosingQuote(string text, int open)
    {
        var at = open + 1;
        while (text[at] != text[open] || (at + 1 < text.Length && text[at + 1] == text[open]))
        {
            at += text[at] == text[open] ? 2 : 1;
        }

        return at;
    }
}
