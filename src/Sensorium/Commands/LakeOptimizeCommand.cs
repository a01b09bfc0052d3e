using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Lake;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class LakeOptimizeCommand : LakeUserCommand
{
    private readonly Argument<string?> _table = new("TABLE")
    {
        Description = "a table of the lake (default: all)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "only tells what it would merge" };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public LakeOptimizeCommand()
        : base("optimize", "merges small files of each partition; the rows stay as they are, also beside a running city")
    {
        Arguments.Add(_table);
        Options.Add(_dryRun);
        Options.Add(_format);
        SetAction((line, cancellation) => Optimize(line, cancellation));
    }

    public override IReadOnlyList<string> Examples => ["sensorium lake optimize", "sensorium lake optimize raw.temp_stream --dry-run"];

    private async Task<int> Optimize(ParseResult line, CancellationToken cancellation)
    {
        using var lake = LakeAccess.Of(Data(line), CityOf(line));
        var (terminal, dryRun) = (Terminal(line), line.GetValue(_dryRun));
        var rows = new JsonArray();
        foreach (var table in await lake.TablesOr(line.GetValue(_table), cancellation))
        {
            terminal.Say(table);
            var report = await lake.Tables.Optimize(table, dryRun, cancellation) ?? throw await lake.Catalog.Unknown(table, cancellation);
            rows.Add(new JsonObject
            {
                ["table"] = table,
                ["version"] = report.Version,
                ["filesBefore"] = report.FilesBefore,
                ["filesAfter"] = report.FilesAfter,
                ["bytesBefore"] = report.BytesBefore,
                ["bytesAfter"] = dryRun ? null : report.BytesAfter,
            });
            if (line.GetValue(_format) == OutputFormat.Text)
            {
                terminal.Output.WriteLine(report.FilesBefore == 0
                    ? $"{table}: nothing to merge"
                    : dryRun
                        ? $"{table}: {report.FilesBefore} files would become {report.FilesAfter}"
                        : $"{table}: {report.FilesBefore} files became {report.FilesAfter}, {report.BytesBefore} bytes became "
                            + $"{report.BytesAfter}, version {report.Version}");
            }
        }

        if (line.GetValue(_format) == OutputFormat.Json)
        {
            terminal.Output.WriteLine(rows.ToJsonString());
        }

        return ExitCode.Done;
    }
}
