using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>Pieces of DuckDB's SQL.</summary>
public static class DuckSql
{
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as an expression. One with a NUL character, at which a statement would end, is put together.</summary>
    public static string Text(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? $"({string.Join(" || chr(0) || ", text.Split('\0').Select(Text))})"
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>DuckDB's type for columns of this kind, also the one that Parquet files are written from.</summary>
    public static string TypeName(TypeKind type) => type switch
    {
        TypeKind.Boolean => "BOOLEAN",
        TypeKind.Integer => "INTEGER",
        TypeKind.BigInt => "BIGINT",
        TypeKind.Double => "DOUBLE",
        TypeKind.Varchar => "VARCHAR",
        TypeKind.Binary => "BLOB",
        TypeKind.Date => "DATE",
        TypeKind.Timestamp => "TIMESTAMPTZ",
        TypeKind.Point => "STRUCT(latitude DOUBLE, longitude DOUBLE)",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
