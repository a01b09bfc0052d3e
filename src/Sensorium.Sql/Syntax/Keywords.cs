using System.Collections.Frozen;

namespace Sensorium.Sql.Syntax;

/// <summary>Words with a meaning of their own. All others, types and units among them, are free as names.</summary>
internal static class Keywords
{
    /// <summary>Cannot be a name without quotes.</summary>
    public static readonly FrozenSet<string> Reserved = new[]
    {
        "ALL", "AND", "AS", "BETWEEN", "CASE", "CREATE", "CROSS", "DISTINCT", "ELSE", "END", "EXCEPT", "EXISTS", "FALSE", "FROM", "FULL",
        "GROUP", "HAVING", "IN", "INNER", "INTERSECT", "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "NATURAL", "NOT", "NULL", "ON", "OR", "ORDER",
        "RIGHT", "SELECT", "SIMILAR", "THEN", "TRUE", "UNION", "USING", "WHEN", "WHERE", "WITH",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begin something where a name may stand as well: never an alias without AS, and written in quotes as a name.</summary>
    public static readonly FrozenSet<string> Contextual = new[]
    {
        "CONSTRAINT", "FETCH", "FOR", "GROUPING", "MATCH_RECOGNIZE", "OFFSET", "PRIMARY", "QUALIFY", "TABLE", "WATERMARK", "WINDOW",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where a misspelt one reads as an alias, the next word is the one that surprises.</summary>
    public static readonly IReadOnlyList<string> Clauses =
        ["SELECT", "FROM", "WHERE", "GROUP", "HAVING", "UNION", "JOIN", "LEFT", "BETWEEN", "LIKE", "WITH", "PARTITIONED", "WATERMARK"];

    public static readonly IReadOnlyList<string> Units =
        ["MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];

    /// <summary>The singular of a unit in upper case, or null.</summary>
    public static string? Unit(string word)
    {
        var upper = word.ToUpperInvariant();
        return Units.FirstOrDefault(
            unit =>
                upper == unit || (upper.Length == unit.Length + 1 && upper[^1] == 'S' && upper.StartsWith(unit, StringComparison.Ordinal)));
    }
}
