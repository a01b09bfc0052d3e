using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Streams;
using Sensorium.City.Observe;
using Sensorium.CityTests;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Devices;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;

namespace Sensorium.Commands;

/// <summary><c>check [CITY|FILE.sql …]</c>: what is wrong with a city or with SQL files, all at once.</summary>
internal sealed class CheckCommand : CityCommand
{
    private readonly Argument<string[]> _what = new("CITY|FILE.sql")
    {
        Description =
            "a city's folder, or SQL files that belong together (default: this folder if it is a city, else the city that comes along)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public CheckCommand()
        : base("check", "validates a city or SQL files, and tells all that is wrong with places and fixes")
    {
        Arguments.Add(_what);
        Options.Add(_format);
        AddSettingOptions();
        SetAction(line =>
        {
            var (given, format, terminal) = (line.GetValue(_what)!, line.GetValue(_format), Terminal(line));
            return ProblemJson.Catch(format, terminal, () =>
            {
                var found = SqlSources.AreFiles(given)
                    ? CheckFiles(given)
                    : CheckCity(Open(line, given.Length == 0 ? null : given[0]));
                if (format == OutputFormat.Json)
                {
                    terminal.WriteJson(new JsonObject
                    {
                        ["ok"] = true,
                        ["problems"] = new JsonArray(),
                        ["city"] = found.City,
                        ["streams"] = found.Streams,
                        ["pipelines"] = found.Pipelines,
                        ["devices"] = found.Devices,
                    });
                }
                else
                {
                    terminal.Output.WriteLine(found.Text());
                }

                return ExitCode.Done;
            });
        });
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples =>
        ["sensorium check", "sensorium check my-city --env prod", "sensorium check weather.sql --format json"];

    private static Found CheckFiles(string[] files)
    {
        var program = SqlSources.Compile(files);
        if (NotRunnable(program) is { Count: > 0 } problems)
        {
            throw new ProblemsException(problems);
        }

        return new(null, program.Streams.Count, program.Pipelines.Count, 0);
    }

    /// <summary>What the SQL may say and the runtime does not do.</summary>
    private static List<Problem> NotRunnable(CityProgram program)
    {
        var problems = new List<Problem>();
        foreach (var pipeline in program.Pipelines)
        {
            try
            {
                PipelineStreams.Of(pipeline);
            }
            catch (SensoriumException error)
            {
                problems.Add(new(error.Code, null, error.Message, error.Fix));
            }
        }

        return problems;
    }

    private static Found CheckCity(CityFolder city)
    {
        var problems = new List<Problem>();
        var devices = 0;
        var (streams, pipelines) = (0, 0);
        FleetDefinition? fleet = null;
        try
        {
            fleet = city.DevicesFile is { } file ? FleetFile.Parse(File.ReadAllBytes(file), Path.GetFileName(file)) : null;
            devices = fleet?.DeviceCount ?? 0;
        }
        catch (SensoriumException error)
        {
            problems.Add(new(error.Code, null, error.Message, error.Fix));
        }

        try
        {
            _ = Telemetry.ReceiverOf(city.Settings.Observe);
        }
        catch (SensoriumException error)
        {
            problems.Add(new(error.Code, null, error.Message, error.Fix));
        }

        var program = new CityProgram([], []);
        try
        {
            if (city.SqlFiles.Count > 0)
            {
                program = SqlSources.Compile(city);
                problems.AddRange(NotRunnable(program));
                PageFiles.Compile(city, program);
                (streams, pipelines) = (program.Streams.Count, program.Pipelines.Count);
            }
        }
        catch (ProblemsException error)
        {
            problems.AddRange(error.Problems);
        }

        problems.AddRange(WrongNames(city, program, fleet));
        problems.AddRange(
            TestFiles.Read(city).Diagnostics.Select(item => new Problem(item.Code, item.Span.ToString(), item.Message, item.Advice)));
        return problems.Count > 0
            ? throw new ProblemsException(problems)
            : new(city.Name, streams, pipelines, devices);
    }

    /// <summary>Names in settings and devices; those in SQL are errors of the SQL.</summary>
    private static IEnumerable<Problem> WrongNames(CityFolder city, CityProgram program, FleetDefinition? fleet)
    {
        foreach (var name in CityStreams.Names(city, program, fleet))
        {
            if (CityStreams.WrongName(name) is { } error)
            {
                yield return new(error.Code, null, error.Message, error.Fix);
            }
        }
    }

    /// <param name="City">Its name; null for SQL files alone.</param>
    private sealed record Found(string? City, int Streams, int Pipelines, int Devices)
    {
        public string Text() => City is null
            ? $"{Streams} streams, {Pipelines} pipelines: nothing is wrong."
            : $"{City}: {Streams} streams, {Pipelines} pipelines, {Devices:N0} simulated devices: nothing is wrong.";
    }
}
