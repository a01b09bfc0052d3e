using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Lake;
using Sensorium.City.Settings;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Commands;

internal sealed class LakeVacuumCommand : LakeUserCommand
{
    private readonly Argument<string?> _table = new("TABLE")
    {
        Description = "a table of the lake (default: all)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _retain = new("--retain")
    {
        Description = "versions of so long stay readable, and staged files of so long stay (default 7 d, at least 1 h)",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "7 d",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "only lists what it would remove" };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public LakeVacuumCommand()
        : base("vacuum", "removes files that no version of late reads, and what was staged and never committed")
    {
        Arguments.Add(_table);
        Options.Add(_retain);
        Options.Add(_dryRun);
        Options.Add(_format);
        SetAction((line, cancellation) => Vacuum(line, cancellation));
    }

    public override IReadOnlyList<string> Examples =>
        ["sensorium lake vacuum --dry-run", "sensorium lake vacuum temperature_by_minute --retain 30d"];

    private async Task<int> Vacuum(ParseResult line, CancellationToken cancellation)
    {
        if (!Duration.TryParse(line.GetValue(_retain)!, out var retention))
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage,
                $"--retain '{line.GetValue(_retain)}' is no length of time.",
                "write a number and a unit: 12 h, 7 d.");
        }

        var staged = StagedNames.Of(new LocalFileSystem(), Data(line).Checkpoints);
        using var lake = LakeAccess.Of(Data(line), CityOf(line));
        var (terminal, dryRun) = (Terminal(line), line.GetValue(_dryRun));
        var rows = new JsonArray();
        foreach (var table in await lake.TablesOr(line.GetValue(_table), cancellation))
        {
            terminal.Say(table);
            var report = await lake.Tables.Vacuum(table, retention, dryRun, staged.Contains, cancellation)
                ?? throw await lake.Catalog.Unknown(table, cancellation);
            rows.Add(new JsonObject
            {
                ["table"] = table,
                ["files"] = new JsonArray([.. report.Files.Select(file => (JsonNode)file)]),
                ["bytes"] = report.Bytes,
                ["removed"] = !dryRun,
            });
            if (line.GetValue(_format) == OutputFormat.Text)
            {
                foreach (var file in report.Files)
                {
                    terminal.Output.WriteLine(file);
                }

                terminal.Output.WriteLine(
                    $"{table}: {report.Files.Count} files, {report.Bytes} bytes {(dryRun ? "would be removed" : "removed")}");
            }
        }

        if (line.GetValue(_format) == OutputFormat.Json)
        {
            terminal.Output.WriteLine(rows.ToJsonString());
        }

        return ExitCode.Done;
    }
}
