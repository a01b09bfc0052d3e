using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Hosting;
using Sensorium.Lake.Delta;
using Sensorium.Pipelines.Operators;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Runtime;
using Sensorium.Pipelines.Sources;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Commands;

/// <summary><c>run FILE.sql --input STREAM=FILE --output DIR</c>: pipelines over files, to Delta tables and a ledger.</summary>
internal sealed class RunCommand : CityCommand
{
    private const int MostShown = 120;

    private readonly Argument<string[]> _files = new("FILE.sql|CITY")
    {
        Description = "SQL files with CREATE STREAM, VIEW, TABLE and ALERT, and a folder reference beside them; or the folder of a city",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "a stream's input file, NDJSON or CSV, also .gz; may be given several times, each file is one partition",
        HelpName = "STREAM=FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _log = new("--log")
    {
        Description = "reads the streams of a city from a copy of its data folder instead of files",
        HelpName = "DIR",
    };

    private readonly Option<bool> _untilEnd = new("--until-end")
    {
        Description = "with --log: stops at the streams' end, with windows left open for a further run (the default)",
    };

    private readonly Option<bool> _final = new("--final")
    {
        Description = "with --log: fires the windows that are open at the end, and ends this run for good",
    };

    private readonly Option<string> _output = new("--output")
    {
        Description = "the folder that gets a Delta table for each CREATE TABLE, and alerts for all of CREATE ALERT",
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
        Options.Add(_log);
        Options.Add(_untilEnd);
        Options.Add(_final);
        Options.Add(_output);
        Options.Add(_parallelism);
        Options.Add(_now);
        Options.Add(_overwrite);
        Options.Add(_format);
        AddSettingOptions();
        SetAction((line, cancellation) => Run(line, cancellation));
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium run weather.sql --input weather=nyc_weather_2013.csv --output out",
        "sensorium run traffic.sql --input roads=a.csv.gz --input roads=b.csv.gz --output out --format json",
        "sensorium run my-city --log copy-of-data --until-end --output out --parallelism 2",
    ];

    private async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        var terminal = Terminal(line);
        var lanes = line.GetValue(_parallelism);
        if (lanes is < 1 or > 256)
        {
            throw new SensoriumException("SN1001", $"--parallelism takes 1 to 256, not {lanes}.", "use at most as many lanes as the machine has cores.");
        }

        var names = line.GetValue(_files)!;
        if (line.GetValue(_log) is { } log)
        {
            return await RunLog(line, names, log, lanes, cancellation);
        }

        if (line.GetValue(_untilEnd) || line.GetValue(_final))
        {
            throw new SensoriumException("SN1001", "--until-end and --final speak of streams; files end by themselves.", "add --log DIR, or leave them out.");
        }

        var program = names is [] || Directory.Exists(names[0])
            ? SqlSources.Compile(Open(line, names is [] ? null : names[0]))
            : SqlSources.Compile(names);
        var now = EventTime.From(line.GetValue(_now) ?? TimeProvider.System.GetUtcNow());
        var output = Path.GetFullPath(line.GetValue(_output)!);
        var files = Files(line.GetValue(_inputs)!, program);
        TellMissingColumns(files, program, terminal);
        Prepare(output, program, line.GetValue(_overwrite));
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
            foreach (var definition in program.Pipelines)
            {
                // Each pipeline reads the files for itself: its ledger speaks of its own records.
                var inputs = Open(files, program);
                var made = Folders(output, definition).Where(folder => !Directory.Exists(folder)).ToList();
                try
                {
                    var pipeline = await FinitePipeline.Open(definition, inputs, tables, scheduler, new(now, lanes), cancellation);
                    await pipeline.Run(cancellation);
                    ledger.AddRange(pipeline.Ledger());
                }
                catch
                {
                    // They are not whole: none stays that would pass for a result, or stand in the way of the next run.
                    Remove(made);
                    throw;
                }
                finally
                {
                    Close(inputs);
                }

                terminal.Say($"{definition.Id} → {Path.Combine(output, FolderOf(TablesOf(definition)[0]))}");
            }

            return Print(new([], ledger), line.GetValue(_format), terminal);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary><c>processed.</c> is the usual layer and has no folder of its own in a run's output.</summary>
    private static string FolderOf(string table) =>
        table.StartsWith("processed.", StringComparison.Ordinal) ? table["processed.".Length..] : table.Replace('.', '/');

    /// <summary>Full names of what a pipeline writes: its rows, and its late and rejected records.</summary>
    internal static string[] TablesOf(PipelineDefinition pipeline)
    {
        var name = pipeline is AlertPipeline alert ? $"processed.{alert.Name}" : pipeline.Id;
        return [pipeline is AlertPipeline ? AlertTable.Name : name, $"{name}__late", $"{name}__rejected"];
    }

    private static void Prepare(string output, CityProgram program, bool overwrite)
    {
        var there = program.Pipelines.SelectMany(pipeline => Folders(output, pipeline)).FirstOrDefault(Directory.Exists);
        if (there is not null && !overwrite)
        {
            throw new SensoriumException(
                "SN1020",
                $"the output folder already holds a table {Path.GetRelativePath(output, there)}: {there}.",
                "give another --output, or add --overwrite to replace the tables of the earlier run.");
        }

        Remove(program.Pipelines.SelectMany(pipeline => Folders(output, pipeline)));
        Directory.CreateDirectory(output);
    }

    private static IEnumerable<string> Folders(string output, PipelineDefinition pipeline) =>
        TablesOf(pipeline).Select(table => Path.Combine(output, FolderOf(table)));

    private static void Remove(IEnumerable<string> folders)
    {
        foreach (var folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The input files by stream.</summary>
    private static Dictionary<string, List<string>> Files(IReadOnlyList<string> given, CityProgram program)
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

        return files;
    }

    private static List<PipelineInput> Open(Dictionary<string, List<string>> files, CityProgram program) => [.. program.Streams.Select(stream =>
    {
        var source = new FileSource(new LocalFileSystem(), stream.PhysicalName, files[stream.Name], stream.FileFormat, stream.Csv);
        return new PipelineInput(stream.OfFiles(), source, source.Header);
    })];

    private static void Close(List<PipelineInput> inputs)
    {
        foreach (var input in inputs)
        {
            ((FileSource)input.Source).Dispose();
        }
    }

    /// <summary>A wrong delimiter or a misspelt column rejects every row, or leaves it null: the header tells why.</summary>
    private static void TellMissingColumns(Dictionary<string, List<string>> files, CityProgram program, Terminal terminal)
    {
        var inputs = Open(files, program);
        foreach (var input in inputs)
        {
            for (var file = 0; file < input.Source.Partitions.Count; file++)
            {
                if (input.CsvHeader!(file) is not { } header)
                {
                    continue;
                }

                var missing = input.Stream.Columns
                    .Where(column => !(column.Spellings.Count > 0 ? column.Spellings : [column.Field.Name]).Any(header.Contains))
                    .Select(column => column.Field.Name)
                    .ToList();
                if (missing.Count > 0)
                {
                    var text = Printable(string.Join(input.Stream.Csv.Delimiter, header));
                    terminal.Say($"{files[input.Stream.Name][file]}: its header has nothing for {string.Join(", ", missing)} of stream {input.Stream.Name}. It reads: {text}");
                }
            }
        }

        Close(inputs);
    }

    /// <summary>So much of a text as a line of a terminal shows, whatever it holds.</summary>
    private static string Printable(string text)
    {
        var shown = text.Length > MostShown ? text[..MostShown] + "…" : text;
        return string.Create(shown.Length, shown, (line, from) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(from[i]) ? '·' : from[i];
            }
        });
    }

    private async Task<int> RunLog(ParseResult line, string[] names, string log, int lanes, CancellationToken cancellation)
    {
        if (names.Length > 1 || line.GetValue(_inputs)!.Length > 0 || (line.GetValue(_untilEnd) && line.GetValue(_final)))
        {
            throw new SensoriumException(
                "SN1001", "--log takes one city, no --input, and one of --until-end and --final.", "see sensorium run --help.");
        }

        var terminal = Terminal(line);
        var output = Path.GetFullPath(line.GetValue(_output)!);
        var run = new LogRun(Open(line, names.SingleOrDefault()), Path.GetFullPath(log), output, FolderOf);
        if (line.GetValue(_overwrite))
        {
            run.Clear();
        }

        var report = await run.Run(lanes, line.GetValue(_final), cancellation);
        var code = Print(report, line.GetValue(_format), terminal);
        foreach (var refused in run.Refused)
        {
            terminal.Report(new Problem(refused.Code, null, refused.Message, refused.Mend));
        }

        return run.Refused.Count > 0 ? ExitCode.Failed : code;
    }

    private static int Print(LedgerReport report, OutputFormat format, Terminal terminal)
    {
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
