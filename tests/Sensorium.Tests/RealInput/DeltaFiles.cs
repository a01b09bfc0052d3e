using System.Text.Json.Nodes;

namespace Sensorium.Tests.RealInput;

/// <summary>
/// The files of a Delta table as its log names them, read without the program's own reader: SQL that DuckDB reads their rows with.
/// </summary>
internal static class DeltaFiles
{
    /// <returns>A relation with the table's rows, partition columns as text; null where the table has no files.</returns>
    public static string? Relation(string folder)
    {
        var files = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var commit in Directory.EnumerateFiles(Path.Combine(folder, "_delta_log"), "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var action in File.ReadLines(commit).Select(line => JsonNode.Parse(line)!))
            {
                if (action["add"] is { } add)
                {
                    files[(string)add["path"]!] = add;
                }
                else if (action["remove"] is { } remove)
                {
                    files.Remove((string)remove["path"]!);
                }
            }
        }

        return files.Count == 0
            ? null
            : $"({string.Join(" UNION ALL BY NAME ", files.Select(file => Rows(folder, file.Key, file.Value)))})";
    }

    private static string Rows(string folder, string path, JsonNode add)
    {
        var values = add["partitionValues"]!.AsObject()
            .Select(value => $", {(value.Value is { } text ? $"'{(string)text!}'" : "NULL")} AS {value.Key}");
        return $"SELECT *{string.Concat(values)} FROM read_parquet('{Path.Combine(folder, Uri.UnescapeDataString(path))}', "
            + $"hive_partitioning = false)";
    }
}
