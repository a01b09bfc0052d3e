using System.CommandLine;
using System.Globalization;
using Sensorium.City.Devices;
using Sensorium.City.Folders;
using Sensorium.CommandLine;
using Sensorium.Connectors.Kafka;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices;

namespace Sensorium.Commands;

internal sealed class SimulateCommand : CityCommand
{
    private readonly Argument<string?> _city = CityArgument();

    private readonly Option<string?> _to = new("--to")
    {
        Description = "- for standard output, the http:// address of a city, or kafka://HOST:PORT[/TOPIC] "
            + "(default: the city's own log, or its endpoint where it runs)",
        HelpName = "TARGET",
    };

    private readonly Option<int?> _devices = DevicesOption();

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "messages a second: more devices, then shorter intervals (default: the fleet's own)",
        HelpName = "N",
    };

    private readonly Option<long?> _count = new("--count")
    {
        Description = "ends after this many messages (default: runs until it is stopped)",
        HelpName = "N",
    };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "another fleet of the same kind", HelpName = "N" };

    private readonly Option<string?> _start = new("--start")
    {
        Description = "when the devices begin, e.g. 2026-01-01T00:00Z; what is past is sent at once (default: now)",
        HelpName = "TIME",
    };

    private readonly Option<string?> _stream = new("--stream")
    {
        Description = "with --to - and kafka://: only this stream's messages",
        HelpName = "NAME",
    };

    public SimulateCommand()
        : base("simulate", "runs only a city's simulated devices")
    {
        Arguments.Add(_city);
        foreach (var option in new Option[] { _to, _devices, _rate, _count, _seed, _start, _stream })
        {
            Options.Add(option);
        }

        AddDataOption();
        AddSettingOptions();
        SetAction(Simulate);
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium simulate --to - --count 10 --start 2026-01-01T00:00Z",
        "sensorium simulate --to - --stream temp_stream --rate 50000 > readings.ndjson",
        "sensorium simulate my-city --to http://127.0.0.1:8501",
        "sensorium simulate --to kafka://127.0.0.1:9092/temp_stream --stream temp_stream --count 100000",
    ];

    private async Task<int> Simulate(ParseResult line, CancellationToken cancellation)
    {
        if (line.GetValue(_count) is { } count and < 1)
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, $"--count takes 1 and more, not {count}.", "leave it out to run until Ctrl-C.");
        }

        if (line.GetValue(_rate) is { } asked && !(asked is > 0 and <= 100_000_000))
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, $"--rate takes a number above 0 and up to 100,000,000, not {asked}.", "give messages a second.");
        }

        var city = Open(line, line.GetValue(_city));
        var file = city.DevicesFile ?? throw new SensoriumException(
            "SN1019",
            $"the city in {city.Folder} has no devices.",
            "write a devices.json into its folder, or put the producers' config.json there.");
        var definition = FleetFile.Parse(await File.ReadAllBytesAsync(file, cancellation), Path.GetFileName(file));
        definition = line.GetValue(_seed) is { } seed ? definition with { Seed = seed } : definition;
        definition = line.GetValue(_devices) is { } devices ? definition.WithDevices(devices) : definition;
        definition = line.GetValue(_rate) is { } rate ? definition.WithRate(rate) : definition;
        var scheduler = new ThreadScheduler();
        var fleet = new Fleet(definition, Start(line, scheduler.Time), scheduler.Time);
        await using var target = await Target(line, city, fleet, scheduler, cancellation);
        var loop = new FleetLoop(fleet, target, scheduler);
        try
        {
            await loop.Run(line.GetValue(_count), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how a simulation without a count ends.
        }

        Terminal(line).Say($"{loop.Sent:N0} messages of {fleet.DeviceCount:N0} devices.");
        return target is not KafkaTarget kafka || await kafka.Finish() ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary><c>--devices N</c>, of every command that runs a fleet.</summary>
    internal static Option<int?> DevicesOption()
    {
        var option = new Option<int?>("--devices")
        {
            Description =
                "how many devices there are, up to 1,000,000: groups grow or shrink in proportion (default: as devices.json has them)",
            HelpName = "N",
        };
        option.Validators.Add(given =>
        {
            if (int.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, out var count)
                && count is < 1 or > FleetDefinition.MaxDevices)
            {
                given.AddError($"--devices takes 1 to {FleetDefinition.MaxDevices:N0}, not {count}.");
            }
        });
        return option;
    }

    private EventTime Start(ParseResult line, TimeProvider time)
    {
        if (line.GetValue(_start) is not { } text)
        {
            return EventTime.From(time.GetUtcNow());
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? EventTime.From(start)
            : throw new SensoriumException(
                ErrorCodes.WrongUsage, $"'{text}' is not a time.", "write for example --start 2026-01-01T00:00Z.");
    }

    private async Task<IFleetTarget> Target(
        ParseResult line, CityFolder city, Fleet fleet, IScheduler scheduler, CancellationToken cancellation)
    {
        var to = line.GetValue(_to);
        if (line.GetValue(_stream) is { } stream)
        {
            return to switch
            {
                "-" => new TextTarget(Terminal(line).Bytes, Index(fleet, stream)),
                not null when KafkaEndpoint.IsKafka(to) =>
                    MessageTargets.ToKafka(to, Session(line).Environment, fleet.Streams, Index(fleet, stream), simulated: true, scheduler),
                _ => throw new SensoriumException(
                    ErrorCodes.WrongUsage, "--stream goes with --to - and --to kafka:// only.", "add one of them, or leave --stream out."),
            };
        }

        return await MessageTargets.Open(
            to, Session(line).Environment, city, Data(line), fleet.Streams, simulated: true, scheduler, cancellation);
    }

    private static int Index(Fleet fleet, string stream)
    {
        for (var i = 0; i < fleet.Streams.Count; i++)
        {
            if (fleet.Streams[i] == stream)
            {
                return i;
            }
        }

        throw new SensoriumException(
            ErrorCodes.NoSuchStream, $"no device of the city sends to a stream '{stream}'.", Spelling.Advice(stream, fleet.Streams));
    }
}
