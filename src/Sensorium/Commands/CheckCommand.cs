using System.CommandLine;
using Sensorium.Cities;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Devices;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Runtime;

namespace Sensorium.Commands;

/// <summary><c>check [CITY|FILE.sql …]</c>: what is wrong with a city or with SQL files, all at once.</summary>
internal sealed class CheckCommand : CityCommand
{
    private readonly Argument<string[]> _what = new("CITY|FILE.sql")
    {
        Description = "a city's folder, or SQL files that belong together (default: this folder if it is a city, else the city that comes along)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public CheckCommand()
        : base("check", "validates a city or SQL files, and tells all that is wrong with places and mends")
    {
        Arguments.Add(_what);
        AddSettingOptions();
        SetAction(line =>
        {
            var given = line.GetValue(_what)!;
            Terminal(line).Output.WriteLine(SqlSources.AreFiles(given)
                ? CheckFiles(given)
                : CheckCity(Open(line, given.Length == 0 ? null : given[0])));
        });
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples => ["sensorium check", "sensorium check my-city --env prod", "sensorium check weather.sql"];

    private static string CheckFiles(string[] files)
    {
        var program = SqlSources.Compile(files);
        if (NotRunnable(program) is { Count: > 0 } problems)
        {
            throw new ProblemsException(problems);
        }

        return $"{program.Streams.Count} streams, {program.Pipelines.Count} pipelines: nothing is wrong.";
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
                problems.Add(new(error.Code, null, error.Message, error.Mend));
            }
        }

        return problems;
    }

    private static string CheckCity(City city)
    {
        var problems = new List<Problem>();
        var devices = 0;
        var sql = "no pipelines";
        try
        {
            devices = city.DevicesFile is { } file ? FleetFile.Parse(File.ReadAllBytes(file), Path.GetFileName(file)).DeviceCount : 0;
        }
        catch (SensoriumException error)
        {
            problems.Add(new(error.Code, null, error.Message, error.Mend));
        }

        try
        {
            if (city.SqlFiles.Count > 0)
            {
                var program = SqlSources.Compile(city);
                problems.AddRange(NotRunnable(program));
                PageFiles.Compile(city, program);
                sql = $"{program.Streams.Count} streams, {program.Pipelines.Count} pipelines";
            }
        }
        catch (ProblemsException error)
        {
            problems.AddRange(error.Problems);
        }

        return problems.Count > 0
            ? throw new ProblemsException(problems)
            : $"{city.Name}: {sql}, {devices:N0} simulated devices: nothing is wrong.";
    }
}
