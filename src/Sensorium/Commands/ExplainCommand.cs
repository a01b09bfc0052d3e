using System.CommandLine;
using Sensorium.City.Folders;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;

namespace Sensorium.Commands;

/// <summary>
/// <c>explain [CITY|FILE.sql …]</c>: what the SQL means: streams with their columns and times, and each pipeline's steps.
/// </summary>
internal sealed class ExplainCommand : CityCommand
{
    private readonly Argument<string[]> _what = new("CITY|FILE.sql")
    {
        Description =
            "a city's folder, or SQL files that belong together (default: this folder if it is a city, else the city that comes along)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _table = new("--table")
    {
        Description = "only this table or alert, with the streams it reads",
        HelpName = "NAME",
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public ExplainCommand()
        : base("explain", "prints the plan: streams, and each table's steps from its output down to what it reads")
    {
        Arguments.Add(_what);
        Options.Add(_table);
        Options.Add(_format);
        AddSettingOptions();
        SetAction(line =>
        {
            var (given, format, terminal) = (line.GetValue(_what)!, line.GetValue(_format), Terminal(line));
            return ProblemJson.Catch(format, terminal, () =>
            {
                var program = SqlSources.AreFiles(given)
                    ? SqlSources.Compile(given)
                    : SqlSources.Compile(Open(line, given.Length == 0 ? null : given[0]));
                program = line.GetValue(_table) is { } name ? Only(program, name) : program;
                if (format == OutputFormat.Json)
                {
                    terminal.WriteJson(PlanJson.Of(program));
                }
                else
                {
                    terminal.Output.Write(PlanPrinter.Print(program));
                }

                return ExitCode.Done;
            });
        });
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples =>
        ["sensorium explain", "sensorium explain my-city --table temperature_by_minute", "sensorium explain weather.sql"];

    private static CityProgram Only(CityProgram program, string name)
    {
        var pipeline = program.Pipelines.FirstOrDefault(pipeline => pipeline.Id == name || ShortName(pipeline) == name)
            ?? throw new SensoriumException(
                "SN1029", $"there is no table or alert {name}.", Spelling.Advice(name, [.. program.Pipelines.Select(ShortName)]));
        return new(PipelineStreams.Of(pipeline), [pipeline]);
    }

    private static string ShortName(PipelineDefinition pipeline) => pipeline.Id[(pipeline.Id.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
