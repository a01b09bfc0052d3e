namespace Sensorium.Benchmarks.Decode;

/// <summary>The same files read by DuckDB with its columns declared, an aggregate of each so that none is left out.</summary>
internal static class DuckDbCases
{
    public static void Run(Results results, EventShape shape, string path, string library)
    {
        using var one = new DuckDb(library, threads: 1);
        var three = "max(sensorId), sum(value), max(timestamp)";
        var eight = $"{three}, max(type), max(city), sum(lat), sum(lon), max(unit)";
        results.Measure($"{shape}: DuckDB, 3 of 3 declared", () => one.Ask($"SELECT count(*), {three} FROM {Table(shape, path, 3)}"));
        if (shape == EventShape.Csv)
        {
            // A CSV row has all its fields; DuckDB leaves out by itself those that are not asked for.
            results.Measure($"{shape}: DuckDB, 8 of 8 declared", () => one.Ask($"SELECT count(*), {eight} FROM {Table(shape, path, 8)}"));
            return;
        }

        results.Measure($"{shape}: DuckDB, 3 of 8 declared", () => one.Ask($"SELECT count(*), {three} FROM {Table(shape, path, 8)}"));
        results.Measure($"{shape}: DuckDB, 8 of 8 declared", () => one.Ask($"SELECT count(*), {eight} FROM {Table(shape, path, 8)}"));
    }

    private static string Table(EventShape shape, string path, int columns)
    {
        const string Three = "sensorId: 'VARCHAR', value: 'DOUBLE', timestamp: 'TIMESTAMP'";
        const string Eight = "sensorId: 'VARCHAR', type: 'VARCHAR', city: 'VARCHAR', lat: 'DOUBLE', lon: 'DOUBLE', value: 'DOUBLE', unit: 'VARCHAR', timestamp: 'TIMESTAMP'";
        return shape == EventShape.Csv
            ? $"read_csv('{path}', header = true, columns = {{{Eight}}})"
            : $"read_ndjson('{path}', columns = {{{(columns == 3 ? Three : Eight)}}})";
    }
}
