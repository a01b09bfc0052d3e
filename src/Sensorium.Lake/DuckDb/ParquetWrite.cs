namespace Sensorium.Lake.DuckDb;

/// <summary>
/// How rows become a Parquet file, wherever they come from: equal rows are equal bits. Zeros keep their sign and NaN has one form, also
/// inside nested values.
/// </summary>
internal static class ParquetWrite
{
    /// <summary>
    /// No dictionaries: in one of doubles DuckDB 1.5.6 has a single zero, so that all zeros of a column chunk would get the sign of the
    /// first, and comparisons with zero would be answered from a Bloom filter that knows only that one. Compressed, files are as small
    /// without. A limit of 1 is not enough: where all values are zeros, one entry fits.
    /// </summary>
    public const string Options = "FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 0";

    private const string NaN = "'nan'::DOUBLE";

    /// <summary>SQL of a value with each NaN in it in its one form; the value itself where its type has none.</summary>
    /// <param name="type">DuckDB's name of its type.</param>
    /// <param name="value">SQL of the value.</param>
    public static string Canonical(string type, string value) => Of(type, value, depth: 0) ?? value;

    private static string? Of(string type, string value, int depth)
    {
        var element = $"n{depth}";
        switch (type)
        {
            case "DOUBLE" or "FLOAT":
                return $"CASE WHEN isnan({value}) THEN CAST({NaN} AS {type}) ELSE {value} END";
            case [.., ']']:
                return Of(type[..type.LastIndexOf('[')], element, depth + 1) is { } inner
                    ? $"CAST(list_transform({value}, lambda {element}: {inner}) AS {type})"
                    : null;
            case ['S', 'T', 'R', 'U', 'C', 'T', '(', .. var fields, ')']:
                var members = TypeText.Parts(fields).Select(TypeText.Member).Select(member =>
                    (member.Name, Value: $"struct_extract({value}, {DuckSql.Text(member.Name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal))})", member.Type)).ToList();
                return members.Exists(member => Of(member.Type, member.Value, depth) is not null)
                    ? $"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", members.Select(member => $"{member.Name} := {Of(member.Type, member.Value, depth) ?? member.Value}"))}) END"
                    : null;
            case ['M', 'A', 'P', '(', .. var pair, ')']:
                var (key, held) = (TypeText.Parts(pair)[0], TypeText.Parts(pair)[1]);
                var (newKey, newHeld) = (Of(key, $"{element}.key", depth + 1), Of(held, $"{element}.value", depth + 1));
                return newKey is null && newHeld is null
                    ? null
                    : $"map_from_entries(list_transform(map_entries({value}), lambda {element}: struct_pack(\"key\" := {newKey ?? $"{element}.key"}, \"value\" := {newHeld ?? $"{element}.value"})))";
            default:
                return null;
        }
    }
}
