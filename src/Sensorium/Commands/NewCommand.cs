using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Devices;
using Sensorium.Scaffold;

namespace Sensorium.Commands;

/// <summary><c>new DIR --from FILE</c>: a city made from what real files hold.</summary>
internal sealed class NewCommand : CityCommand
{
    /// <summary>In bytes, inflated.</summary>
    private const int LargestFleet = 64 << 20;

    private readonly Argument<string> _folder = new("DIR") { Description = "the folder of the new city; must not exist, or be empty" };

    private readonly Option<string[]> _from = new("--from")
    {
        Description = "a file with records: CSV, one JSON object a line, GPX, also .gz; or a list of devices. Several times for several "
            + "streams; with one NAME, files of one stream",
        HelpName = "[NAME=]FILE",
        Required = true,
    };

    private readonly Option<string?> _zone = new("--zone")
    {
        Description = "the zone of times that do not say theirs, an IANA name such as Europe/Stockholm (default: UTC, as a guess)",
        HelpName = "ZONE",
    };

    public NewCommand()
        : base("new", "makes a city from real files: streams with types, times and units, a priced watermark, a table, a test")
    {
        Arguments.Add(_folder);
        Options.Add(_from);
        Options.Add(_zone);
        SetAction(Make);
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium new my-city --from weather.csv",
        "sensorium new roads --from road=north.csv.gz --from road=south.csv.gz --zone Europe/Copenhagen",
        "sensorium new sensors --from config.json",
    ];

    private async Task<int> Make(ParseResult line, CancellationToken cancellation)
    {
        var zone = line.GetValue(_zone);
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            throw new SensoriumException(
                "SN1045", $"there is no time zone '{zone}'.", "give an IANA name, such as Europe/Stockholm or UTC.");
        }

        var folder = Path.GetFullPath(line.GetValue(_folder)!);
        var city = new NewCity(folder);
        city.RefuseWhatStands();
        var given = line.GetValue(_from)!.Select(Given).ToList();
        var looks = given.ConvertAll(file => FileSniffer.At(file.Path));
        var terminal = Terminal(line);
        var (streams, devices) = looks.Exists(look => look.Kind == FileKind.Devices)
            ? Devices(looks)
            : (await Streams(given, looks, zone, terminal, cancellation), null);
        var files = city.Write(streams, devices, zone ?? "UTC");
        foreach (var told in streams.SelectMany(stream => stream.Told))
        {
            await terminal.Output.WriteLineAsync(told);
        }

        await terminal.Output.WriteLineAsync();
        await terminal.Output.WriteLineAsync($"{city.Name} is in {folder}: {string.Join(", ", files)}");
        await terminal.Output.WriteLineAsync();
        await terminal.Output.WriteLineAsync("next:");
        foreach (var next in Next(line.GetValue(_folder)!, streams))
        {
            await terminal.Output.WriteLineAsync($"  {next}");
        }

        return ExitCode.Done;
    }

    private static GivenFile Given(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 0 || File.Exists(text))
        {
            return new(null, text);
        }

        var name = text[..at];
        return StreamName.IsValid(name) && ColumnNames.Snake(name) == name ? new(name, text[(at + 1)..]) : throw new SensoriumException(
            "SN1042",
            $"--from {text}: '{name}' cannot be the name of a stream.",
            $"use small letters, digits and _, such as {ColumnNames.Snake(name)}.");
    }

    private static (IReadOnlyList<StreamPlan>, byte[]) Devices(List<FileSniffer> looks)
    {
        if (looks is not [var only])
        {
            throw new SensoriumException(
                "SN1042",
                "a list of devices is a city by itself, and other files were given too.",
                "make one city from the list, and another from the files.");
        }

        using var input = FileSniffer.Open(only.Path);
        var bytes = new byte[LargestFleet + 1];
        var length = input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LargestFleet)
        {
            throw new SensoriumException(
                "SN1041",
                $"{only.Path} is a list of devices of more than {LargestFleet >> 20} MiB.",
                "make several cities, or use groups of devices.");
        }

        var content = bytes[..length];
        return (DeviceStreams.Of(FleetFile.Parse(content, Path.GetFileName(only.Path)), Path.GetFileName(only.Path)), content);
    }

    private static async Task<IReadOnlyList<StreamPlan>> Streams(
        List<GivenFile> given, List<FileSniffer> looks, string? zone, Terminal terminal, CancellationToken cancellation)
    {
        var groups = new List<(string Name, List<FileSniffer> Looks)>();
        foreach (var (file, look) in given.Zip(looks))
        {
            var name = file.Stream ?? NameOf(file.Path);
            var group = groups.Find(group => group.Name == name);
            if (group.Looks is null)
            {
                groups.Add((name, [look]));
                continue;
            }

            if (file.Stream is null)
            {
                throw new SensoriumException(
                    "SN1042",
                    $"two files would be the stream {name}.",
                    $"name them: --from NAME={file.Path}; the same name for both makes them one stream.");
            }

            if (look.Kind != group.Looks[0].Kind || look.Delimiter != group.Looks[0].Delimiter
                || (look.Names is null) != (group.Looks[0].Names is null))
            {
                throw new SensoriumException(
                    "SN1042",
                    $"{look.Path} is written otherwise than {group.Looks[0].Path}, and both are to be {name}.",
                    "give each a name of its own.");
            }

            group.Looks.Add(look);
        }

        var now = EventTime.From(TimeProvider.System.GetUtcNow());
        var scratch = Directory.CreateTempSubdirectory("sensorium-new-").FullName;
        try
        {
            var streams = new List<StreamPlan>();
            foreach (var (name, files) in groups)
            {
                terminal.Say($"reading {string.Join(", ", files.Select(look => look.Path))}…");
                streams.Add(await StreamPlan.Of(name, files, zone, now, scratch, cancellation));
            }

            return streams;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Of a file, without what its endings say of its form.</summary>
    private static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        for (var ending = Path.GetExtension(name); ending.Length is > 1 and < 9
            && ending.Skip(1).All(char.IsLetter); ending = Path.GetExtension(name))
        {
            name = name[..^ending.Length];
        }

        return ColumnNames.Snake(name);
    }

    /// <summary>As it is typed in a shell.</summary>
    private static string Typed(string word) =>
        word.All(c => char.IsLetterOrDigit(c) || "-_./=,:@%+".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''")}'";

    private static IEnumerable<string> Next(string given, IReadOnlyList<StreamPlan> streams)
    {
        var folder = Typed(given.TrimEnd('/'));
        yield return $"sensorium check {folder}";
        yield return $"sensorium test {folder}";
        if (streams.All(stream => stream.Files.Count > 0))
        {
            var inputs = string.Concat(
                streams.SelectMany(stream => stream.Files.Select(file => $" --input {Typed($"{stream.Stream.Name}={file}")}")));
            yield return $"sensorium run {folder}{inputs} --output {folder}-out";
            yield return $"sensorium query \"SELECT * FROM t LIMIT 5\" --table t={folder}-out/{streams[0].Tables[0].Name}";
        }

        yield return $"sensorium up {folder} --data {folder}-data";
        foreach (var stream in streams)
        {
            foreach (var file in stream.Replayed)
            {
                yield return $"sensorium replay {Typed(file)} --stream {stream.Stream.PhysicalName} --city {folder} --data {folder}-data";
            }
        }
    }
}
