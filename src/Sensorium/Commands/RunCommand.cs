using System.CommandLine;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Lake;
using Sensorium.City.Pipelines;
using Sensorium.City.Runs;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;

namespace Sensorium.Commands;

/// <summary><c>run FILE.sql --input STREAM=FILE --output DIR</c>: pipelines over files, to Delta tables and a ledger.</summary>
internal sealed class RunCommand : CityCommand
{
    private readonly Argument<string[]> _files = new("FILE.sql|CITY")
    {
        Description = "SQL files with CREATE STREAM, VIEW, TABLE and ALERT, and a folder reference beside them; or the folder of a city",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "a stream's input file, NDJSON or CSV, also .gz, or - for standard input; may be given several times, each file is "
            + "one partition",
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
        Description = "replaces tables of an earlier run in the output folder, when the new ones are whole",
    };

    private readonly Option<bool> _raw = new("--raw")
    {
        Description = "also keeps every record as it came, in raw/STREAM (with --log that is always so)",
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
        Options.Add(_raw);
        Options.Add(_format);
        AddSettingOptions();
        SetAction((line, cancellation) => Run(line, cancellation));
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium run weather.sql --input weather=nyc_weather_2013.csv --output out",
        "sensorium run traffic.sql --input roads=a.csv.gz --input roads=b.csv.gz --output out --format json",
        "zcat *.gz | sensorium run traffic.sql --input roads=- --output out --overwrite --raw",
        "sensorium run my-city --log copy-of-data --until-end --output out --parallelism 2",
    ];

    private async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        var terminal = Terminal(line);
        var lanes = line.GetValue(_parallelism);
        if (lanes is < 1 or > 256)
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage,
                $"--parallelism takes 1 to 256, not {lanes}.",
                "use at most as many lanes as the machine has cores.");
        }

        var names = line.GetValue(_files)!;
        if (line.GetValue(_log) is { } log)
        {
            return await RunLog(line, names, log, lanes, cancellation);
        }

        if (line.GetValue(_untilEnd) || line.GetValue(_final))
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage,
                "--until-end and --final speak of streams; files end by themselves.",
                "add --log DIR, or leave them out.");
        }

        var program = names is [] || Directory.Exists(names[0])
            ? SqlSources.Compile(Open(line, names is [] ? null : names[0]))
            : SqlSources.Compile(names);
        var now = EventTime.From(line.GetValue(_now) ?? TimeProvider.System.GetUtcNow());
        var folder = Path.GetFullPath(line.GetValue(_output)!);
        var inputs = new RunInputs(line.GetValue(_inputs)!, program);
        string[] raw = line.GetValue(_raw) ? [.. program.Streams.Select(stream => stream.PhysicalName).Distinct()] : [];
        var tables = program.Pipelines.SelectMany(RunTables.Of)
            .Concat(program.Streams.Where(stream => raw.Length > 0).SelectMany(RunTables.OfStream)).Distinct();
        var scratch = Directory.CreateTempSubdirectory("sensorium-run-").FullName;
        try
        {
            using var output = RunOutput.Open(folder);
            output.Begin([.. tables.Select(FolderOf)], line.GetValue(_overwrite));
            await inputs.Spool(scratch, Session(line).OpenInput, cancellation);
            inputs.TellMissingColumns(terminal.Say);
            if (line.GetValue(_now) is null)
            {
                terminal.Say($"now is {now}");
            }

            var ledger = new List<LedgerEntry>();
            var scheduler = new ThreadScheduler();
            using (var lake = new LakeAccess(output.Staging, scratch, FolderOf, scheduler.Time))
            {
                foreach (var definition in program.Pipelines)
                {
                    await Run(
                        inputs.Open(),
                        opened => FinitePipeline.Open(definition, opened, lake.Tables, scheduler, new(now, lanes), cancellation));
                }

                foreach (var stream in raw)
                {
                    await Run(
                        [inputs.OpenPhysical(stream)],
                        opened => FinitePipeline.OpenRaw(opened[0], lake.Tables, scheduler, new(now, lanes), cancellation));
                }
            }

            output.Publish();
            foreach (var (name, table) in program.Pipelines.Select(pipeline => (pipeline.Id, RunTables.Of(pipeline)[0]))
                .Concat(raw.Select(stream => (stream, TableName.OfStream(stream)))))
            {
                terminal.Say($"{name} → {Path.Combine(folder, FolderOf(table))}");
            }

            return LedgerOutput.Write(new([], ledger), line.GetValue(_format), terminal);

            async Task Run(List<PipelineInput> opened, Func<List<PipelineInput>, Task<FinitePipeline>> open)
            {
                try
                {
                    var pipeline = await open(opened);
                    await pipeline.Run(cancellation);
                    ledger.AddRange(pipeline.Ledger());
                }
                finally
                {
                    RunInputs.Close(opened);
                }
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary><c>processed.</c> is the usual layer and has no folder of its own in a run's output.</summary>
    private static string FolderOf(string table) =>
        TableName.ShortOf(TableName.RequireFull(table)) is var name && name != table ? name : TableName.FolderOf(table);

    private async Task<int> RunLog(ParseResult line, string[] names, string log, int lanes, CancellationToken cancellation)
    {
        if (names.Length > 1 || line.GetValue(_inputs)!.Length > 0 || (line.GetValue(_untilEnd) && line.GetValue(_final)))
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage,
                "--log takes one city, no --input, and one of --until-end and --final.",
                "see sensorium run --help.");
        }

        var terminal = Terminal(line);
        var city = Open(line, names.SingleOrDefault());
        var folder = Path.GetFullPath(line.GetValue(_output)!);
        var overwrite = line.GetValue(_overwrite);
        using var output = RunOutput.Open(folder);
        var run = new LogRun(city, Path.GetFullPath(log), overwrite ? output.Staging : folder, FolderOf);
        var checkpoints = new DataFolder(Path.Combine(folder, RunOutput.Checkpoints));
        if (overwrite)
        {
            output.Begin([.. run.Tables, RunOutput.Checkpoints], overwrite);
            if (Directory.Exists(checkpoints.Path))
            {
                // Refuses those of another city.
                DataLock.Take(checkpoints, city.Name, TimeProvider.System).Dispose();
            }
        }
        else if (!Directory.Exists(checkpoints.Path))
        {
            output.Check(run.Tables, overwrite);
        }

        var report = await run.Run(lanes, line.GetValue(_final), cancellation);
        if (overwrite)
        {
            output.Publish();
        }

        var code = LedgerOutput.Write(report, line.GetValue(_format), terminal);
        foreach (var refused in run.Refused)
        {
            terminal.Report(new Problem(refused.Code, null, refused.Message, refused.Fix));
        }

        return run.Refused.Count > 0 ? ExitCode.Failed : code;
    }
}
