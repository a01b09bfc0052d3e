using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.CommandLine;

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
            Write((JsonObject)status!, output, OnThat(data));
        }
        else
        {
            await output.WriteLineAsync($"no city runs on {data.Path}");
            await output.WriteLineAsync($"  {"next",-9}  sensorium up{OnThat(data)}");
        }

        return isRunning && status!["healthy"]!.GetValue<bool>() ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>About ten lines: how it is, and the command to type next.</summary>
    private static void Write(JsonObject status, TextWriter output, string onThat)
    {
        var up = TimeSpan.FromSeconds((long)status["upSeconds"]!);
        output.WriteLine(
            $"{status["city"]} is {((bool)status["healthy"]! ? "healthy" : "NOT HEALTHY")}, up {up:g}, process {status["pid"]}");
        var streams = status["streams"]!;
        Line("page", status["page"]?.ToString() ?? "does not listen");
        Line(
            "rate",
            $"{Number(status["recordsPerSecond"], "N1")} records a second; {Number(streams["records"], "N0")} kept in "
                + $"{streams["count"]} streams, {(long)streams["bytes"]! / 1048576.0:N1} MiB");
        Line(
            "newest",
            status["newestRecordSeconds"] is null
                ? "no record yet"
                : $"record {Ago(status["newestRecordSeconds"])}, event time {Ago(status["newestEventSeconds"])}");
        var waiting = status["waiting"]!;
        Line(
            "lag",
            (long)waiting["records"]! == 0
                ? "none: every pipeline has read all records"
                : $"{(long)waiting["records"]!:N0} records wait for {waiting["pipeline"]}");
        var pipelines = status["pipelines"]!.AsArray();
        var standing = pipelines.Where(pipeline => !(bool)pipeline!["running"]!).ToList();
        Line(
            "pipelines",
            standing.Count == 0 ? $"{pipelines.Count} run" : $"{pipelines.Count - standing.Count} run, {standing.Count} STAND STILL");
        foreach (var pipeline in standing)
        {
            output.WriteLine(
                $"    {pipeline!["id"]?.ToString() ?? "a statement"}: "
                    + $"{pipeline["cause"]}{(pipeline["code"] is { } code ? $" ({code})" : "")}");
            if (pipeline["fix"] is { } fix)
            {
                output.WriteLine($"      fix: {fix}");
            }
        }

        Line("ledger", (bool)status["balanced"]! ? "balanced" : "NOT BALANCED");
        var canaries = status["canaries"]!;
        Line("canaries", $"{canaries["note"]}; {(long)canaries["arrived"]!:N0} of {(long)canaries["sent"]!:N0} since the start");
        Line("disk", $"{(long)status["disk"]!["freeBytes"]! / (double)(1L << 30):N1} GiB free at {status["disk"]!["path"]}");
        foreach (var part in status["parts"]!.AsArray()
            .Where(part => !(bool)part!["healthy"]! && (string?)part["part"] is not ("pipelines" or "canaries")))
        {
            Line("BAD", $"{part!["part"]}: {part["note"]}");
        }

        var next = status["next"]!.ToString();
        Line("next", next == "sensorium check" ? next : next + onThat);
        void Line(string what, string text) => output.WriteLine($"  {what,-9}  {text}");
    }

    /// <summary>What a command needs to mean the same data folder.</summary>
    private static string OnThat(DataFolder data) =>
        data == DataFolder.Named(null)
            ? ""
            : $" --data {(data.Path.Contains(' ', StringComparison.Ordinal) ? $"'{data.Path}'" : data.Path)}";

    private static string Number(JsonNode? number, string format) => number is null ? "—" : ((double)number).ToString(format);

    private static string Ago(JsonNode? seconds) => seconds is null ? "—" : (double)seconds switch
    {
        < 0 => "now",
        < 120 and var few => $"{few:N1} s ago",
        < 7200 and var some => $"{some / 60:N0} min ago",
        < 172_800 and var many => $"{many / 3600:N0} h ago",
        var days => $"{days / 86_400:N0} days ago",
    };
}
