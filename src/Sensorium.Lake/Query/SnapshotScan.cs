using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>
/// DuckDB's SQL for the rows of a snapshot: exactly its files, partition values from the log, nulls for columns that a file lacks.
/// </summary>
public static class SnapshotScan
{
    /// <param name="pathOf">A file of the table as a path that DuckDB can read.</param>
    public static string Sql(DeltaSnapshot snapshot, Func<DeltaFile, string> pathOf)
    {
        if (snapshot.Files.Count == 0)
        {
            return $"SELECT {string.Join(", ", snapshot.Columns.Select(column => Null(column)))} WHERE false";
        }

        var data = snapshot.Columns.Where(column => !snapshot.PartitionColumns.Contains(column.Name)).ToList();
        return string.Join(" UNION ALL ", snapshot.Files.GroupBy(file => file.PartitionKey(snapshot.PartitionColumns)).Select(group =>
        {
            var partition = group.First().Partition;
            var columns = snapshot.Columns.Select(column => snapshot.PartitionColumns.Contains(column.Name)
                ? $"{Value(column, partition.GetValueOrDefault(column.Name))} AS {DuckSql.Identifier(column.Name)}"
                : DuckSql.Identifier(column.Name));
            return $"SELECT {string.Join(", ", columns)} FROM ({Files(data, [.. group.Select(pathOf)])})";
        }));
    }

    /// <summary>The rows of files, with these columns.</summary>
    internal static string Files(IReadOnlyList<DeltaColumn> columns, IReadOnlyList<string> paths)
    {
        // Others' footers leave NaN out of a column's bounds, and DuckDB would leave out its rows.
        var read = $"read_parquet([{string.Join(", ", paths.Select(DuckSql.Text))}], hive_partitioning = false, union_by_name = true, can_have_nan = true)";
        if (columns.Count == 0)
        {
            return $"SELECT 1 AS _ FROM {read}";
        }

        var cast = columns.Select(column => $"CAST({DuckSql.Identifier(column.Name)} AS {column.DuckType}) AS {DuckSql.Identifier(column.Name)}");
        return $"SELECT {string.Join(", ", cast)} FROM (SELECT {string.Join(", ", columns.Select(Null))} WHERE false UNION ALL BY NAME SELECT * FROM {read})";
    }

    private static string Null(DeltaColumn column) => $"CAST(NULL AS {column.DuckType}) AS {DuckSql.Identifier(column.Name)}";

    private static string Value(DeltaColumn column, string? text) => string.IsNullOrEmpty(text)
        ? $"CAST(NULL AS {column.DuckType})"
        : column.DuckType == "BLOB" ? $"encode({DuckSql.Text(text)})" : $"CAST({DuckSql.Text(text)} AS {column.DuckType})";
}
