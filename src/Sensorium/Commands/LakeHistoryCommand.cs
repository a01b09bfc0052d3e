using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sensorium.City.Lake;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Lake.Delta;

namespace Sensorium.Commands;

internal sealed class LakeHistoryCommand : LakeUserCommand
{
    private readonly Argument<string> _table = new("TABLE")
    {
        Description = "a table of the lake, e.g. raw.temp_stream or temperature_by_minute",
    };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "the newest so many (default 20)",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public LakeHistoryCommand()
        : base("history", "a table's versions, newest first, and what each brought")
    {
        Arguments.Add(_table);
        Options.Add(_limit);
        Options.Add(_format);
        SetAction((line, cancellation) => Show(line, cancellation));
    }

    public override IReadOnlyList<string> Examples =>
        ["sensorium lake history temperature_by_minute", "sensorium lake history raw.temp_stream --format json"];

    private async Task<int> Show(ParseResult line, CancellationToken cancellation)
    {
        var limit = line.GetValue(_limit);
        if (limit < 1)
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, $"--limit takes 1 and more, not {limit}.", "leave it out for the newest 20.");
        }

        using var lake = LakeAccess.Of(Data(line), CityOf(line));
        var table = line.GetValue(_table)!;
        var entries = await lake.Tables.History(table, cancellation).Take(limit).ToListAsync(cancellation);
        if (entries.Count == 0)
        {
            throw await lake.Catalog.Unknown(table, cancellation);
        }

        var output = Terminal(line).Output;
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            output.WriteLine(new JsonArray([.. entries.Select(Json)]).ToJsonString());
            return ExitCode.Done;
        }

        output.WriteLine(
            $"{"version",7}  {"time",-24}  {"operation",-20}  {"added",5}  {"removed",7}  {"rows",9}  {"bytes",11}  application");
        foreach (var entry in entries)
        {
            var time = entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var rows = entry.Rows?.ToString(CultureInfo.InvariantCulture) ?? "?";
            var epoch = entry.Application is { } application ? $"{application} epoch {entry.Epoch}" : "";
            var counts = $"{entry.FilesAdded,5}  {entry.FilesRemoved,7}  {rows,9}  {entry.BytesAdded,11}";
            output.WriteLine(Printable.Of($"{entry.Version,7}  {time,-24}  {entry.Operation,-20}  {counts}  {epoch}".TrimEnd()));
        }

        return ExitCode.Done;
    }

    private static JsonObject Json(DeltaHistoryEntry entry) => new()
    {
        ["version"] = entry.Version,
        ["time"] = entry.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["operation"] = entry.Operation,
        ["engine"] = entry.Engine,
        ["filesAdded"] = entry.FilesAdded,
        ["filesRemoved"] = entry.FilesRemoved,
        ["bytesAdded"] = entry.BytesAdded,
        ["rows"] = entry.Rows,
        ["dataChange"] = entry.DataChange,
        ["application"] = entry.Application,
        ["epoch"] = entry.Epoch,
        ["provenance"] = entry.Provenance is { } provenance ? JsonNode.Parse(provenance) : null,
    };
}
