using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Lake;
using Sensorium.CommandLine;
using Sensorium.Core;

namespace Sensorium.Commands;

internal sealed class LakeVerifyCommand : LakeUserCommand
{
    private readonly Argument<string?> _table = new("TABLE")
    {
        Description = "a table of the lake (default: all)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public LakeVerifyCommand()
        : base(
            "verify", "compares data files with the checksums that were taken when they were written; exit code 1 names the damaged ones")
    {
        Arguments.Add(_table);
        Options.Add(_format);
        SetAction((line, cancellation) => Verify(line, cancellation));
    }

    public override IReadOnlyList<string> Examples => ["sensorium lake verify", "sensorium lake verify raw.temp_stream --format json"];

    private async Task<int> Verify(ParseResult line, CancellationToken cancellation)
    {
        using var lake = LakeAccess.Of(Data(line), CityOf(line));
        var terminal = Terminal(line);
        var (rows, isDamaged) = (new JsonArray(), false);
        foreach (var table in await lake.TablesOr(line.GetValue(_table), cancellation))
        {
            var report = await lake.Tables.Verify(table, cancellation: cancellation)
                ?? throw await lake.Catalog.Unknown(table, cancellation);
            isDamaged |= report.Damaged.Count > 0;
            rows.Add(new JsonObject
            {
                ["table"] = table,
                ["version"] = report.Version,
                ["checked"] = report.Checked,
                ["bytes"] = report.Bytes,
                ["unchecked"] = new JsonArray([.. report.Unchecked.Select(path => (JsonNode)path)]),
                ["damaged"] = new JsonArray(
                    [.. report.Damaged.Select(file => new JsonObject { ["file"] = file.Path, ["reason"] = file.Reason })]),
            });
            if (line.GetValue(_format) == OutputFormat.Text)
            {
                foreach (var (path, reason) in report.Damaged)
                {
                    terminal.Output.WriteLine(Printable.Of($"{table}: {path} is damaged: {reason}"));
                }

                terminal.Output.WriteLine(Printable.Of(
                    $"{table} version {report.Version}: {report.Checked} files as written, {report.Bytes} bytes; "
                        + $"{report.Damaged.Count} damaged"
                    + (report.Unchecked.Count > 0 ? $"; {report.Unchecked.Count} unchecked, their writer kept no checksum" : "")));
            }
        }

        if (line.GetValue(_format) == OutputFormat.Json)
        {
            terminal.Output.WriteLine(rows.ToJsonString());
        }

        if (isDamaged)
        {
            terminal.Say("restore the damaged files from a backup, query the tables as of an earlier version, or rebuild them.");
        }

        return isDamaged ? ExitCode.Failed : ExitCode.Done;
    }
}
