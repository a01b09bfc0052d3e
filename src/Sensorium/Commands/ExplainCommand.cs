using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Runtime;

namespace Sensorium.Commands;

/// <summary><c>explain [CITY|FILE.sql …]</c>: what the SQL means: streams with their columns and times, and each pipeline's steps.</summary>
internal sealed class ExplainCommand : CityCommand
{
    private readonly Argument<string[]> _what = new("CITY|FILE.sql")
    {
        Description = "a city's folder, or SQL files that belong together (default: this folder if it is a city, else the city that comes along)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _table = new("--table")
    {
        Description = "only this table or alert, with the streams it reads",
        HelpName = "NAME",
    };

    public ExplainCommand()
        : base("explain", "prints the plan: streams, and each table's steps from its output down to what it reads")
    {
        Arguments.Add(_what);
        Options.Add(_table);
        AddSettingOptions();
        SetAction(line =>
        {
            var given = line.GetValue(_what)!;
            var program = SqlSources.AreFiles(given) ? SqlSources.Compile(given) : SqlSources.Compile(Open(line, given.Length == 0 ? null : given[0]));
            Terminal(line).Output.Write(PlanPrinter.Print(line.GetValue(_table) is { } name ? Only(program, name) : program));
        });
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples => ["sensorium explain", "sensorium explain my-city --table temperature_by_minute", "sensorium explain weather.sql"];

    private static CityProgram Only(CityProgram program, string name)
    {
        var pipeline = program.Pipelines.FirstOrDefault(pipeline => pipeline.Id == name || pipeline.Id[(pipeline.Id.IndexOf('.', StringComparison.Ordinal) + 1)..] == name)
            ?? throw new SensoriumException(
                "SN1029", $"there is no table or alert {name}.", $"name one of {string.Join(", ", program.Pipelines.Select(pipeline => pipeline.Id))}.");
        return new(PipelineStreams.Of(pipeline), [pipeline]);
    }
}
