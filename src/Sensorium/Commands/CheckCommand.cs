using System.CommandLine;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

/// <summary><c>check FILE.sql</c>: what is wrong with SQL files, with places and mends.</summary>
internal sealed class CheckCommand : CityCommand
{
    private readonly Argument<string[]> _files = new("FILE.sql")
    {
        Description = "SQL files that belong together",
        Arity = ArgumentArity.OneOrMore,
    };

    public CheckCommand()
        : base("check", "validates SQL files and tells all that is wrong, with places")
    {
        Arguments.Add(_files);
        SetAction(line =>
        {
            var program = SqlSources.Compile(line.GetValue(_files)!);
            Terminal(line).Output.WriteLine($"{program.Streams.Count} streams, {program.Pipelines.Count} tables: nothing is wrong.");
        });
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples => ["sensorium check weather.sql"];
}
