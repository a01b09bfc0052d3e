using System.Globalization;
using Sensorium.Benchmarks.Decode;

// file FOLDER EVENTS: writes the events and says where they are. duckdb THREADS SQL: one process that does nothing but this query.
switch (args)
{
    case ["file", var folder, var events]:
        Directory.CreateDirectory(folder);
        Console.WriteLine(EventFile.Ensure(folder, EventShape.Same, int.Parse(events, CultureInfo.InvariantCulture)));
        return 0;
    case ["duckdb", var threads, var sql] when DuckDb.TryFind(out var library):
        using (var database = new DuckDb(library!, int.Parse(threads, CultureInfo.InvariantCulture)))
        {
            Console.WriteLine(database.Ask(sql).ToString("R", CultureInfo.InvariantCulture));
        }

        return 0;
    default:
        Console.Error.WriteLine("file FOLDER EVENTS | duckdb THREADS SQL");
        return 2;
}
