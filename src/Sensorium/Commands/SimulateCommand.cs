using System.CommandLine;
using System.Globalization;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices;
using Sensorium.Hosting.Devices;

namespace Sensorium.Commands;

internal sealed class SimulateCommand : CityCommand
{
    private readonly Argument<string?> _city = CityArgument();

    private readonly Option<string> _to = new("--to")
    {
        Description = "where messages go: - for standard output, or the http:// address of a running city (default -)",
        HelpName = "TARGET",
        DefaultValueFactory = _ => "-",
    };

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

    private readonly Option<string?> _stream = new("--stream") { Description = "with --to -: only this stream's messages", HelpName = "NAME" };

    public SimulateCommand()
        : base("simulate", "runs only a city's simulated devices")
    {
        Arguments.Add(_city);
        foreach (var option in new Option[] { _to, _rate, _count, _seed, _start, _stream })
        {
            Options.Add(option);
        }

        AddSettingOptions();
        SetAction(Simulate);
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium simulate --count 10 --start 2026-01-01T00:00Z",
        "sensorium simulate --stream temp_stream --rate 50000 > readings.ndjson",
        "sensorium simulate my-city --to http://127.0.0.1:8501",
    ];

    private async Task<int> Simulate(ParseResult line, CancellationToken cancellation)
    {
        var city = Open(line, line.GetValue(_city));
        var file = city.DevicesFile ?? throw new SensoriumException(
            "SN1019", $"the city in {city.Folder} has no devices.", "write a devices.json into its folder.");
        var definition = FleetFile.Parse(await File.ReadAllBytesAsync(file, cancellation), Path.GetFileName(file));
        definition = line.GetValue(_seed) is { } seed ? definition with { Seed = seed } : definition;
        definition = line.GetValue(_rate) is { } rate ? definition.WithRate(rate) : definition;
        var scheduler = new ThreadScheduler();
        var fleet = new Fleet(definition, Start(line, scheduler.Time), scheduler.Time);
        var terminal = Terminal(line);
        var target = Target(line, fleet, scheduler.Time);
        var loop = new FleetLoop(fleet, target, scheduler);
        try
        {
            await loop.Run(line.GetValue(_count), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how a simulation without a count ends.
        }
        finally
        {
            (target as IDisposable)?.Dispose();
        }

        terminal.Say($"{loop.Sent:N0} messages of {fleet.DeviceCount:N0} devices.");
        return ExitCode.Done;
    }

    private EventTime Start(ParseResult line, TimeProvider time)
    {
        if (line.GetValue(_start) is not { } text)
        {
            return EventTime.From(time.GetUtcNow());
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? EventTime.From(start)
            : throw new SensoriumException("SN1001", $"'{text}' is not a time.", "write for example --start 2026-01-01T00:00Z.");
    }

    private IFleetTarget Target(ParseResult line, Fleet fleet, TimeProvider time)
    {
        var to = line.GetValue(_to)!;
        var stream = line.GetValue(_stream);
        if (to == "-")
        {
            return new TextTarget(Terminal(line).Bytes, stream is null ? null : Index(fleet, stream));
        }

        return Uri.TryCreate(to, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new HttpTarget(address, fleet.Streams, Session(line).Variable("SENSORIUM_TOKEN"), time)
            : throw new SensoriumException("SN1001", $"messages cannot go to '{to}'.", "give - for standard output, or an address that starts with http://.");
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

        var nearest = Spelling.Nearest(stream, fleet.Streams);
        throw new SensoriumException(
            "SN1024",
            $"no device of the city sends to a stream '{stream}'.",
            nearest is null ? $"its devices send to {string.Join(", ", fleet.Streams)}." : $"did you mean '{nearest}'?");
    }
}
