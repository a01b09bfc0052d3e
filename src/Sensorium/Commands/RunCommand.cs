using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Hosting;
using Sensorium.Lake.Delta;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Runtime;
using Sensorium.Pipelines.Sources;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Commands;

/// <summary><c>run FILE.sql --input STREAM=FILE --output DIR</c>: pipelines over files, to Delta tables and a ledger.</summary>
internal sealed class RunCommand : CityCommand
{
    private readonly Argument<string[]> _files = new("FILE.sql")
    {
        Description = "SQL files with CREATE STREAM, CREATE VIEW and CREATE TABLE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "a stream's input file, NDJSON or CSV, also .gz; may be given several times, each file is one partition",
        HelpName = "STREAM=FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _output = new("--output")
    {
        Description = "the folder that gets a Delta table for each CREATE TABLE",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<int> _parallelism = new("--parallelism")
    {
        Description = "lanes that decode and aggregate side by side (default 1); the result is the same",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<DateTimeOffset?> _now = new("--now")
    {
        Description = "stands in for the time of arrival, which files do not have (default: this moment, printed)",
        HelpName = "TIME",
    };

    private readonly Option<bool> _overwrite = new("--overwrite")
    {
        Description = "replaces tables of an earlier run in the output folder",
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public RunCommand()
        : base("run", "runs pipelines over files, and prints where every record went")
    {
        Arguments.Add(_files);
        Options.Add(_inputs);
        Options.Add(_output);
        Options.Add(_parallelism);
        Options.Add(_now);
        Options.Add(_overwrite);
        Options.Add(_format);
        SetAction((line, cancellation) => Run(line, cancellation));
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium run weather.sql --input weather=nyc_weather_2013.csv --output out",
        "sensorium run traffic.sql --input roads=a.csv.gz --input roads=b.csv.gz --output out --format json",
    ];

    private async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        var terminal = Terminal(line);
        var program = SqlSources.Compile(line.GetValue(_files)!);
        var now = EventTime.From(line.GetValue(_now) ?? TimeProvider.System.GetUtcNow());
        var lanes = line.GetValue(_parallelism);
        if (lanes is < 1 or > 256)
        {
            throw new SensoriumException("SN1001", $"--parallelism takes 1 to 256, not {lanes}.", "use at most as many lanes as the machine has cores.");
        }

        var output = Path.GetFullPath(line.GetValue(_output)!);
        Prepare(output, program, line.GetValue(_overwrite));
        var inputs = Inputs(line.GetValue(_inputs)!, program);
        if (line.GetValue(_now) is null)
        {
            terminal.Say($"now is {now}");
        }

        var scratch = Directory.CreateTempSubdirectory("sensorium-run-").FullName;
        try
        {
            var scheduler = new ThreadScheduler();
            using var objects = new LocalObjectStore(new LocalFileSystem(output), ".");
            using var tables = new DeltaTableStore(objects, FolderOf, scratch, scheduler.Time);
            var ledger = new List<LedgerEntry>();
            foreach (var definition in program.Pipelines.OfType<TablePipeline>())
            {
                // Each pipeline reads the files for itself: its ledger speaks of its own records.
                var pipeline = await FinitePipeline.Open(definition, inputs(), tables, scheduler, new(now, lanes), cancellation);
                await pipeline.Run(cancellation);
                ledger.AddRange(pipeline.Ledger());
                terminal.Say($"{definition.Id} → {Path.Combine(output, FolderOf(definition.Id))}");
            }

            return Print(ledger, line.GetValue(_format), terminal);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary><c>processed.</c> is the usual layer and has no folder of its own in a run's output.</summary>
    private static string FolderOf(string table) =>
        table.StartsWith("processed.", StringComparison.Ordinal) ? table["processed.".Length..] : table.Replace('.', '/');

    private static void Prepare(string output, CityProgram program, bool overwrite)
    {
        foreach (var name in program.Pipelines.SelectMany(pipeline => new[] { pipeline.Id, pipeline.Id + "__late", pipeline.Id + "__rejected" }))
        {
            var folder = Path.Combine(output, FolderOf(name));
            if (!Directory.Exists(folder))
            {
                continue;
            }

            if (!overwrite)
            {
                throw new SensoriumException(
                    "SN1020",
                    $"the output folder already holds a table {FolderOf(name)}: {folder}.",
                    "give another --output, or add --overwrite to replace the tables of the earlier run.");
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(output);
    }

    private static Func<IReadOnlyList<PipelineInput>> Inputs(IReadOnlyList<string> given, CityProgram program)
    {
        var files = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var input in given)
        {
            var at = input.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? input : input[..at];
            if (at < 0 || program.Streams.All(stream => !stream.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new SensoriumException(
                    "SN1021",
                    at < 0 ? $"--input {input} names no file." : $"--input {input}: the SQL declares no stream {name}.",
                    $"write --input STREAM=FILE with one of {string.Join(", ", program.Streams.Select(stream => stream.Name))}.");
            }

            if (!files.TryGetValue(name, out var paths))
            {
                files[name] = paths = [];
            }

            paths.Add(Path.GetFullPath(input[(at + 1)..]));
        }

        if (program.Streams.FirstOrDefault(stream => !files.ContainsKey(stream.Name)) is { } missing)
        {
            throw new SensoriumException("SN1021", $"stream {missing.Name} has no input.", $"add --input {missing.Name}=FILE.");
        }

        return () => [.. program.Streams.Select(stream =>
        {
            var source = new FileSource(new LocalFileSystem(), stream.PhysicalName, files[stream.Name], stream.Format, stream.Csv);
            return new PipelineInput(stream, source, source.Header);
        })];
    }

    private static int Print(List<LedgerEntry> entries, OutputFormat format, Terminal terminal)
    {
        var report = new LedgerReport([], entries);
        if (format == OutputFormat.Json)
        {
            terminal.Output.WriteLine(report.ToJson().ToJsonString());
        }
        else
        {
            report.Write(terminal.Output);
        }

        return report.Judge(terminal);
    }
}
