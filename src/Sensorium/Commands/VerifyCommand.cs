using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.City.Canaries;
using Sensorium.City.Hosting;
using Sensorium.CommandLine;
using Sensorium.Core;

namespace Sensorium.Commands;

/// <summary><c>verify [CITY]</c>: a canary through every hop of the running city.</summary>
internal sealed class VerifyCommand : CityCommand
{
    private const double LongestSeconds = 300;

    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Argument<string?> _city = new("CITY")
    {
        Description = "the folder of the city that should run on the data folder (default: whichever does)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "seconds that a canary may take (default 10)",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public VerifyCommand()
        : base("verify", "a canary through each hop of the running city; exit code 1 names the broken one")
    {
        Arguments.Add(_city);
        Options.Add(_timeout);
        Options.Add(_format);
        AddDataOption();
        AddSettingOptions();
        SetAction(Verify);
    }

    public override CommandGroup? Group => CommandGroup.Look;

    public override IReadOnlyList<string> Examples =>
        ["sensorium verify", "sensorium verify my-city --timeout 60", "sensorium verify --format json"];

    private async Task<int> Verify(ParseResult line, CancellationToken cancellation)
    {
        var seconds = line.GetValue(_timeout);
        if (!(seconds is >= 0.1 and <= LongestSeconds))
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, $"--timeout takes 0.1 to {LongestSeconds} seconds, not {seconds}.", "leave it out for 10 seconds.");
        }

        var data = Data(line);
        if (line.GetValue(_city) is { } folder)
        {
            var wanted = Open(line, folder).Name;
            var (_, status) = await ControlClient.Ask(data, new() { ["do"] = "status" }, cancellation);
            if (status?["city"]?.GetValue<string>() is { } running && running != wanted)
            {
                throw new SensoriumException(
                    "SN1051",
                    $"on {data.Path} runs the city '{running}', not '{wanted}'.",
                    $"name the data folder of '{wanted}' with --data.");
            }
        }

        var (isRunning, answer) = await ControlClient.Ask(data, new() { ["do"] = "verify", ["seconds"] = seconds }, cancellation);
        if (!isRunning)
        {
            throw new SensoriumException(
                "SN1010", $"no city runs on {data.Path}.", "start one with `sensorium up`, or name its data folder with --data.");
        }

        var report = CanaryReport.FromJson(answer!);
        var terminal = Terminal(line);
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            await terminal.Output.WriteLineAsync(answer!.ToJsonString(_indented));
        }
        else
        {
            Write(report, terminal.Output);
        }

        if (report.Broken is { } broken)
        {
            terminal.Report(new Problem("SN1050", null, $"a canary did not arrive. {broken.Hop}: {broken.Trouble}", broken.Fix));
            return ExitCode.Failed;
        }

        return ExitCode.Done;
    }

    /// <summary>A table for each stream: of its partitions the slowest, or the one that is broken.</summary>
    private static void Write(CanaryReport report, TextWriter output)
    {
        output.WriteLine(report.IsWhole
            ? $"{report.Arrived:N0} canaries in {report.Paths.Select(path => path.Stream).Distinct().Count():N0} streams, all arrived; "
                + $"the slowest took {report.Slowest:N0} ms"
            : $"{report.Arrived:N0} of {report.Paths.Count:N0} canaries arrived");
        var width = report.Paths.SelectMany(path => path.Hops.Select(hop => hop.Pipeline.Length)).DefaultIfEmpty(0).Max() + 2;
        foreach (var stream in report.Paths.GroupBy(path => path.Stream))
        {
            output.WriteLine();
            output.WriteLine($"{stream.Key}, {stream.Count():N0} {(stream.Count() == 1 ? "partition" : "partitions")}");
            var refused = stream.FirstOrDefault(path => path.Accepted is null);
            var accepted = Time(refused is null ? stream.Max(path => path.Accepted) : null);
            var refusal = refused is null ? "" : $"  partition {refused.Partition}: {refused.Refusal}";
            output.WriteLine($"  {"accepted".PadRight(width)}{accepted}{refusal}");
            foreach (var hops in stream.SelectMany(path => path.Hops.Select(hop => (path.Partition, Hop: hop)))
                .GroupBy(found => found.Hop.Pipeline))
            {
                var all = hops.ToList();
                var trouble = all.Find(found => found.Hop.Trouble is not null);
                var read = all.Exists(found => found.Hop.Read is null) ? null : all.Max(found => found.Hop.Read);
                var committed = all.Exists(found => found.Hop.Committed is null) ? null : all.Max(found => found.Hop.Committed);
                output.WriteLine(
                    $"  {hops.Key.PadRight(width)}{Time(read)}  table{Time(committed)}"
                    + (trouble.Hop is null
                        ? ""
                        : $"  {(trouble.Hop.IsBroken ? "BROKEN" : "BEHIND")} partition {trouble.Partition}: {trouble.Hop.Trouble}"));
            }
        }

        foreach (var refused in report.Refused)
        {
            output.WriteLine();
            output.WriteLine($"BROKEN {refused.Pipeline}: {refused.Trouble}");
        }
    }

    private static string Time(double? milliseconds) => milliseconds is { } passed ? $"{passed,8:N0} ms" : "       —   ";
}
