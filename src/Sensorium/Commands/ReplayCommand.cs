using System.CommandLine;
using Sensorium.City.Devices;
using Sensorium.City.Folders;
using Sensorium.City.Streams;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Formats;
using Sensorium.Core.Scheduling;
using Sensorium.Devices.Replay;
using Sensorium.Sql.Plan;

namespace Sensorium.Commands;

internal sealed class ReplayCommand : CityCommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "CSV (.csv), one JSON object a line (.ndjson, .jsonl, .json) or GPX (.gpx); also .gz",
    };

    private readonly Option<string> _stream = new("--stream")
    {
        Description = "the stream's name in the log",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string?> _city = new("--city")
    {
        Description = "the city's folder (default: this folder if it is a city, else the city that comes along)",
        HelpName = "DIR",
    };

    private readonly Option<string?> _to = new("--to")
    {
        Description = "- for standard output, the http:// address of a city, or kafka://HOST:PORT[/TOPIC] "
            + "(default: the city's own log, or its endpoint where it runs)",
        HelpName = "TARGET",
    };

    private readonly Option<double?> _speed = new("--speed")
    {
        Description = "1 replays as it happened, 60 a minute in a second; more than a day between two records takes no time (default: as "
            + "fast as the stream takes it)",
        HelpName = "N",
    };

    private readonly Option<string?> _time = new("--time")
    {
        Description = "the column or member that is the time (default: the usual names)",
        HelpName = "FIELD",
    };

    private readonly Option<string?> _delimiter = new("--delimiter")
    {
        Description = "what stands between the fields of a CSV file: one character, or \\t for a tab (default: a comma)",
        HelpName = "C",
    };

    public ReplayCommand()
        : base("replay", "sends the records of a real file into a stream")
    {
        Arguments.Add(_file);
        foreach (var option in new Option[] { _stream, _city, _to, _speed, _time, _delimiter })
        {
            Options.Add(option);
        }

        AddDataOption();
        AddSettingOptions();
        SetAction(Replay);
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium replay weather.csv --stream weather_data --speed 3600",
        "sensorium replay roads.csv --stream roads --delimiter ';'",
        "sensorium replay ride.gpx --stream vehicle_data --to -",
        "sensorium replay weather.csv --stream weather_data --to kafka://127.0.0.1:9092/weather_data",
    ];

    private async Task<int> Replay(ParseResult line, CancellationToken cancellation)
    {
        if (line.GetValue(_speed) is { } speed && !(speed is > 0 and <= 1_000_000))
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, $"the speed cannot be {speed}.", "give a number above 0, at most 1,000,000.");
        }

        var file = line.GetValue(_file)!;
        var stream = line.GetValue(_stream)!;
        var city = Open(line, line.GetValue(_city));
        var scheduler = new ThreadScheduler();
        var to = line.GetValue(_to);
        await using var input = OpenFile(file);
        if (to is null)
        {
            CityStreams.Demand(city, stream);
        }

        var records = Records(file, input, line.GetValue(_time), Delimiter(line.GetValue(_delimiter)), Declared(city, stream));
        await using var target = await MessageTargets.Open(
            to, Session(line).Environment, city, Data(line), [stream], simulated: false, scheduler, cancellation);
        var loop = new ReplayLoop(new RecordKey(city.Settings.Stream(stream).Key), target, line.GetValue(_speed), scheduler);
        try
        {
            await loop.Run(records, cancellation);
            return target is not KafkaTarget kafka || await kafka.Finish() ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (target is KafkaTarget interrupted)
            {
                await interrupted.Finish();
            }

            return ExitCode.Failed;
        }
        finally
        {
            Terminal(line).Say($"{loop.Sent:N0} records of {file} into {stream}.");
        }
    }

    private static Stream OpenFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new SensoriumException("SN1022", $"there is no file {path}.", "check the path.");
        }

        var file = File.OpenRead(path);
        return IsNamedGzip(path) ? new GunzipStream(file, $"'{path}'") : Gzip.OpenText(file, path);
    }

    private static char? Delimiter(string? given) => given switch
    {
        null => null,
        "\\t" => '\t',
        [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n') => one,
        _ => throw new SensoriumException(
            ErrorCodes.WrongUsage, $"'{given}' cannot stand between fields.", "give one character, such as ';', or \\t for a tab."),
    };

    /// <summary>The CREATE STREAM whose records these are; null where the city has none, or its SQL is not in order.</summary>
    private static StreamDefinition? Declared(CityFolder city, string stream)
    {
        try
        {
            return SqlSources.Compile(city).Streams.FirstOrDefault(definition => definition.PhysicalName == stream);
        }
        catch (ProblemsException)
        {
            return null;
        }
    }

    private static IEnumerable<ReplayRecord> Records(string path, Stream input, string? time, char? delimiter, StreamDefinition? stream)
    {
        var name = IsNamedGzip(path) ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(path);
        var ending = Path.GetExtension(name).ToLowerInvariant();
        var isCsv = ending == ".csv"
            || (stream is { FileFormat: RecordFormat.Csv } && ending is not (".ndjson" or ".jsonl" or ".json" or ".gpx"));
        if (delimiter is not null && !isCsv)
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, $"--delimiter is for CSV, which {path} is not.", "leave it out, or give the file the ending .csv.");
        }

        time ??= stream is { EventTimeColumn: >= 0 and var column } && stream.Columns[column].Spellings is [var only] ? only : null;
        return ending switch
        {
            _ when isCsv => Csv(input, time, delimiter, stream),
            ".ndjson" or ".jsonl" or ".json" => NdjsonReplay.Read(input, time),
            ".gpx" => GpxReplay.Read(input, Path.GetFileNameWithoutExtension(name)),
            var other => throw new SensoriumException(
                "SN1025",
                $"{path} ends in '{other}', which says nothing of what it holds.",
                "give it the ending .csv, .ndjson or .gpx, before .gz if it is compressed."),
        };
    }

    /// <summary>As the stream declares its files; a field of a VARCHAR stays text, whatever it looks like.</summary>
    private static IEnumerable<ReplayRecord> Csv(Stream input, string? time, char? delimiter, StreamDefinition? stream)
    {
        if (stream is not { FileFormat: RecordFormat.Csv })
        {
            return CsvReplay.Read(input, time, delimiter);
        }

        var names = stream.Csv.HasHeader ? null : stream.Columns.Select(column => column.Spellings[0]).ToList();
        var texts = stream.Columns.Where(column => column.Field.Type == TypeKind.Varchar).SelectMany(column => column.Spellings)
            .ToHashSet(StringComparer.Ordinal);
        return CsvReplay.Read(input, time, delimiter ?? stream.Csv.Delimiter, nulls: true, names, texts);
    }

    private static bool IsNamedGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
