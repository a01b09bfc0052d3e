using System.Globalization;
using Sensorium.Benchmarks.Decode;

// decode [--events N] [--rounds N] [--data DIR] [--duckdb LIBRARY] [--only WORD]
var events = 5_000_000;
var rounds = 7;
var folder = Path.Combine(Path.GetTempPath(), "sensorium-benchmark");
string? library = null;
var only = "";
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--events":
            events = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--rounds":
            rounds = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--data":
            folder = args[i + 1];
            break;
        case "--duckdb":
            library = args[i + 1];
            break;
        case "--only":
            only = args[i + 1];
            break;
        default:
            Console.Error.WriteLine($"unknown option {args[i]}");
            return 2;
    }
}

Directory.CreateDirectory(folder);
Console.WriteLine($"{events:N0} events, median of {rounds} on one core: M events/s, GB/s (slowest and fastest)");
var results = new Results(events, rounds, only);
foreach (var shape in Enum.GetValues<EventShape>())
{
    var path = EventFile.Ensure(folder, shape, events);
    results.BytesPerEvent = new FileInfo(path).Length / (double)events;
    Console.WriteLine($"{shape}: {results.BytesPerEvent:F0} bytes an event");
    DecodeCases.Run(results, shape, path);
    if (library is not null || DuckDb.TryFind(out library))
    {
        DuckDbCases.Run(results, shape, path, library!);
    }
}

return 0;
