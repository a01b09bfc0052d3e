using Sensorium.Core;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>DuckDB's SQL for the rows of a snapshot: exactly its files, partition values from the log.</summary>
public static class SnapshotScan
{
    /// <param name="pathOf">A file of the table as a path that DuckDB can read.</param>
    public static string Sql(DeltaSnapshot snapshot, Func<DeltaFile, string> pathOf)
    {
        if (snapshot.Files.Count == 0)
        {
            var nothing = snapshot.Schema.Fields.Select(field => $"CAST(NULL AS {BatchLoader.TypeName(field.Type)}) AS {BatchLoader.Quote(field.Name)}");
            return $"SELECT {string.Join(", ", nothing)} WHERE false";
        }

        var groups = snapshot.Files.GroupBy(file => string.Join('\u0001', snapshot.PartitionColumns.Select(column => file.Partition.GetValueOrDefault(column) ?? "\u0002")));
        return string.Join(" UNION ALL ", groups.Select(group =>
        {
            var partition = group.First().Partition;
            var columns = snapshot.Schema.Fields.Select(field => snapshot.PartitionColumns.Contains(field.Name)
                ? $"CAST({Literal(partition.GetValueOrDefault(field.Name))} AS {BatchLoader.TypeName(field.Type)}) AS {BatchLoader.Quote(field.Name)}"
                : BatchLoader.Quote(field.Name));
            var files = string.Join(", ", group.Select(file => Literal(pathOf(file))));
            return $"SELECT {string.Join(", ", columns)} FROM read_parquet([{files}], hive_partitioning = false, union_by_name = true)";
        }));
    }

    private static string Literal(string? text) => string.IsNullOrEmpty(text) ? "NULL" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
