using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.CommandLine;
using Sensorium.Hosting;

namespace Sensorium.Commands;

internal sealed class StatusCommand : CityCommand
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public StatusCommand()
        : base("status", "is the running city healthy, and if not, why; exit code 1 if not")
    {
        AddDataOption();
        Options.Add(_format);
        SetAction(Show);
    }

    public override CommandGroup? Group => CommandGroup.Look;

    public override IReadOnlyList<string> Examples => ["sensorium status", "sensorium status --data /var/lib/my-city --format json"];

    private async Task<int> Show(ParseResult line, CancellationToken cancellation)
    {
        var data = Data(line);
        var (isRunning, status) = await ControlClient.Ask(data, new() { ["do"] = "status" }, cancellation);
        var output = Terminal(line).Output;
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            var answer = isRunning ? (JsonObject)status! : new() { ["healthy"] = false };
            answer.Insert(0, "running", isRunning);
            await output.WriteLineAsync(answer.ToJsonString(_indented));
        }
        else if (isRunning)
        {
            Write(status!, output);
        }
        else
        {
            await output.WriteLineAsync($"no city runs on {data.Path}");
        }

        return isRunning && status!["healthy"]!.GetValue<bool>() ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(JsonNode status, TextWriter output)
    {
        var up = TimeSpan.FromSeconds(status["upSeconds"]!.GetValue<long>());
        output.WriteLine($"{status["city"]}: {(status["healthy"]!.GetValue<bool>() ? "healthy" : "NOT HEALTHY")}, up {up:g}, process {status["pid"]}");
        foreach (var part in status["parts"]!.AsArray())
        {
            output.WriteLine($"  {(part!["healthy"]!.GetValue<bool>() ? "ok " : "BAD")}  {part["part"],-10} {part["note"]}");
        }
    }
}
