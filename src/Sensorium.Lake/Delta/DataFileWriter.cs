using System.Globalization;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Delta;

/// <summary>Writes a relation of DuckDB as a table's data files: one Parquet file for each partition, with its statistics.</summary>
internal sealed class DataFileWriter(IObjectStore objects, string table, string folder, DuckScratch scratch, DuckConnection connection)
{
    /// <summary>Columns with bounds in a file's statistics, as Delta's default has it.</summary>
    private const int BoundedColumns = 32;

    /// <summary>Rows are gathered up to so many bytes before they are written, so that wide ones need no more memory than many.</summary>
    private const int RowGroupBytes = 16 << 20;

    /// <param name="relation">What stands after FROM; it has these columns.</param>
    /// <exception cref="SensoriumException">SN5019: a partition's value is an empty text.</exception>
    public async ValueTask<IReadOnlyList<StagedFile>> Write(
        string relation,
        IReadOnlyList<DeltaColumn> columns,
        IReadOnlyList<string> partitionColumns,
        CancellationToken cancellation)
    {
        var by = partitionColumns.Select(name => columns.First(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        var data = columns.Except(by).ToList();
        var files = new List<StagedFile>();
        foreach (var values in Partitions(relation, by, cancellation))
        {
            if (Array.IndexOf(values, "") is var empty and >= 0)
            {
                throw DeltaErrors.EmptyPartition(table, by[empty].Name);
            }

            var where = string.Join(" AND ", by.Select((column, i) => $"{PartitionText(column)} IS NOT DISTINCT FROM {Literal(values[i])}"));
            var partition = by.Select((column, i) => (column.Name, Value: values[i])).ToDictionary(pair => pair.Name, pair => pair.Value);
            if (await WriteFile(where.Length == 0 ? relation : $"{relation} WHERE {where}", data, partition, cancellation) is { } file)
            {
                files.Add(file);
            }
        }

        return files;
    }

    /// <summary>Writes a relation whose rows are all of one partition.</summary>
    /// <returns>Null where it has no rows.</returns>
    public async ValueTask<StagedFile?> WriteFile(
        string relation,
        IReadOnlyList<DeltaColumn> data,
        IReadOnlyDictionary<string, string?> partition,
        CancellationToken cancellation)
    {
        var name = $"part-{Guid.NewGuid():N}.zstd.parquet";
        var path = Path.Combine(scratch.Folder, name);
        var columns = data.Count == 0 ? "1 AS _" : string.Join(", ", data.Select(Form));
        connection.Execute($"COPY (SELECT {columns} FROM {relation}) TO {DuckSql.Text(path)} ({ParquetWrite.Options}, ROW_GROUP_SIZE_BYTES {RowGroupBytes})", cancellation);
        var (rows, statistics) = Statistics($"read_parquet({DuckSql.Text(path)})", data, cancellation);
        if (rows == 0)
        {
            return null;
        }

        var (size, checksum) = (new FileInfo(path).Length, FileChecksum.Of(path));
        await objects.TakeOver(path, $"{folder}/{name}", cancellation);
        return new(name, partition, size, rows, statistics, checksum);
    }

    private static string Form(DeltaColumn column)
    {
        var name = DuckSql.Identifier(column.Name);
        return $"{ParquetWrite.Canonical(column.DuckType, name)} AS {name}";
    }

    private IEnumerable<string?[]> Partitions(string relation, IReadOnlyList<DeltaColumn> by, CancellationToken cancellation) =>
        by.Count == 0 ? [[]] : connection.Query($"SELECT DISTINCT {string.Join(", ", by.Select(PartitionText))} FROM {relation}", cancellation).Rows;

    /// <summary>A partition column's value as Delta writes it.</summary>
    private static string PartitionText(DeltaColumn column)
    {
        var name = DuckSql.Identifier(column.Name);
        return column.DuckType switch
        {
            "VARCHAR" => name,
            "TIMESTAMPTZ" => $"strftime({name}, '%Y-%m-%dT%H:%M:%S.%fZ')",
            _ => $"CAST({ParquetWrite.Canonical(column.DuckType, name)} AS VARCHAR)",
        };
    }

    private static string Literal(string? value) => value is null ? "NULL" : DuckSql.Text(value);

    /// <summary>Row count, and bounds and null counts of the columns whose bounds readers use.</summary>
    private (long Rows, string Json) Statistics(string relation, IReadOnlyList<DeltaColumn> data, CancellationToken cancellation)
    {
        var bounded = data.Where(column => column.Kind is TypeKind.Integer or TypeKind.BigInt or TypeKind.Double or TypeKind.Date or TypeKind.Timestamp)
            .Take(BoundedColumns).ToList();
        var selects = bounded.SelectMany(column =>
        {
            var name = DuckSql.Identifier(column.Name);
            return column.Kind == TypeKind.Timestamp
                ? [$"strftime(min({name}), '%Y-%m-%dT%H:%M:%S.%gZ')", $"strftime(max({name}), '%Y-%m-%dT%H:%M:%S.%gZ')", $"count(*) - count({name})"]
                : new[] { $"min({name})", $"max({name})", $"count(*) - count({name})" };
        });
        var row = connection.Query($"SELECT {string.Join(", ", selects.Prepend("count(*)"))} FROM {relation}", cancellation).Rows[0];
        var (minimums, maximums, nulls) = (new JsonObject(), new JsonObject(), new JsonObject());
        for (var i = 0; i < bounded.Count; i++)
        {
            var column = bounded[i];
            nulls[column.Name] = long.Parse(row[(i * 3) + 3]!, CultureInfo.InvariantCulture);
            if (Bound(column, row[(i * 3) + 1]) is { } low && Bound(column, row[(i * 3) + 2]) is { } high)
            {
                minimums[column.Name] = low;
                maximums[column.Name] = high;
            }
        }

        var rows = long.Parse(row[0]!, CultureInfo.InvariantCulture);
        return (rows, new JsonObject { ["numRecords"] = rows, ["minValues"] = minimums, ["maxValues"] = maximums, ["nullCount"] = nulls }.ToJsonString());
    }

    private static JsonNode? Bound(DeltaColumn column, string? text) => column.Kind switch
    {
        _ when text is null => null,
        TypeKind.Integer or TypeKind.BigInt => long.Parse(text, CultureInfo.InvariantCulture),
        TypeKind.Double => double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null,
        _ => text,
    };
}
