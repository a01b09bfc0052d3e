using System.CommandLine;
using System.Text.Json;
using Sensorium.City.Hosting;
using Sensorium.City.Pipelines;
using Sensorium.CommandLine;
using Sensorium.Core;

namespace Sensorium.Commands;

internal sealed class LedgerCommand : CityCommand
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public LedgerCommand()
        : base("ledger", "where every record of the running city went; exit code 1 if it does not balance")
    {
        AddDataOption();
        Options.Add(_format);
        SetAction(Show);
    }

    public override CommandGroup? Group => CommandGroup.Look;

    public override IReadOnlyList<string> Examples => ["sensorium ledger", "sensorium ledger --format json"];

    private async Task<int> Show(ParseResult line, CancellationToken cancellation)
    {
        var data = Data(line);
        var (isRunning, answer) = await ControlClient.Ask(data, new() { ["do"] = "ledger" }, cancellation);
        if (!isRunning)
        {
            throw new SensoriumException(
                "SN1010", $"no city runs on {data.Path}.", "start one with `sensorium up`, or name its data folder with --data.");
        }

        return LedgerOutput.Write(LedgerReport.FromJson(answer!), line.GetValue(_format), Terminal(line), _indented);
    }
}
