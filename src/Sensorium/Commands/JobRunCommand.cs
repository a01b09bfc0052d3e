using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Lake;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Lake.Jobs;

namespace Sensorium.Commands;

internal sealed class JobRunCommand : CityCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "a file of the city's jobs/, without .sql" };

    private readonly Argument<string?> _city = CityArgument();

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public JobRunCommand()
        : base("run", "runs a job over the newest versions of the tables it reads; each table it writes gets one commit")
    {
        Arguments.Add(_name);
        Arguments.Add(_city);
        Options.Add(_format);
        AddDataOption();
        AddSettingOptions();
        SetAction((line, cancellation) => Run(line, cancellation));
    }

    public override IReadOnlyList<string> Examples => ["sensorium job run combine", "sensorium job run combine my-city --format json"];

    private async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        var city = Open(line, line.GetValue(_city));
        var name = line.GetValue(_name)!;
        string[] names = [.. city.JobFiles.Select(job => Path.GetFileNameWithoutExtension(job))];
        var at = Array.IndexOf(names, name);
        if (at < 0)
        {
            throw new SensoriumException("SN5016", $"the city {city.Name} has no job {name}.", Spelling.Advice(name, names));
        }

        using var lake = LakeAccess.Of(Data(line), city);
        var terminal = Terminal(line);
        var run = new JobRun(lake.Tables, lake.Catalog, city.Settings.Query.Memory.Bytes);
        var reports = await run.Run(name, await File.ReadAllTextAsync(city.JobFiles[at], cancellation), terminal.Say, cancellation);
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            terminal.Output.WriteLine(new JsonArray([.. reports.Select(report => new JsonObject
            {
                ["table"] = report.Table,
                ["version"] = report.Version,
                ["rows"] = report.Rows,
                ["filesAdded"] = report.FilesAdded,
                ["filesRemoved"] = report.FilesRemoved,
            })]).ToJsonString());
            return ExitCode.Done;
        }

        foreach (var report in reports)
        {
            terminal.Output.WriteLine($"{report.Table}: version {report.Version}, {report.Rows} rows");
        }

        return ExitCode.Done;
    }
}
