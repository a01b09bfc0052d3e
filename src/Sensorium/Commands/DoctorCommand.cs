using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;
using Sensorium.Cities;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Hosting;

namespace Sensorium.Commands;

internal sealed class DoctorCommand : CityCommand
{
    private const long LittleRoom = 1L << 30;

    private readonly Argument<string?> _city = CityArgument();

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public DoctorCommand()
        : base("doctor", "what is configured, reachable and missing, each with the mend")
    {
        Arguments.Add(_city);
        Options.Add(_format);
        AddDataOption();
        AddSettingOptions();
        SetAction(Examine);
    }

    public override CommandGroup? Group => CommandGroup.Look;

    public override IReadOnlyList<string> Examples => ["sensorium doctor", "sensorium doctor my-city --env prod"];

    private async Task<int> Examine(ParseResult line, CancellationToken cancellation)
    {
        var data = Data(line);
        var findings = new List<Finding> { Machine(), Folder(data), Room(data) };
        City? city = null;
        try
        {
            city = Open(line, line.GetValue(_city));
            findings.Add(new(true, "city", $"{city.Name} in {city.Folder}, environment {city.Loaded.Environment}", null));
            findings.Add(Devices(city));
        }
        catch (ProblemsException error)
        {
            findings.AddRange(error.Problems.Select(problem => new Finding(false, "city", $"{problem.Place}: {problem.Message}", problem.Mend)));
        }
        catch (SensoriumException error)
        {
            findings.Add(new(false, "city", error.Message, error.Mend));
        }

        var (isRunning, _) = await ControlClient.Ask(data, new() { ["do"] = "status" }, cancellation);
        findings.Add(new(true, "running", isRunning ? "a city runs on the data folder" : "no city runs on the data folder", null));
        if (city is not null && !isRunning)
        {
            findings.Add(Port("web.port", city.Settings.Web.Port));
            findings.Add(Port("web.adminPort", city.Settings.Web.AdminPortOrNext));
        }

        var isWell = findings.TrueForAll(finding => finding.IsGood);
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            Terminal(line).WriteJson(new JsonObject { ["ok"] = isWell, ["findings"] = new JsonArray([.. findings.Select(finding => finding.ToJson())]) });
            return isWell ? ExitCode.Done : ExitCode.Failed;
        }

        var output = Terminal(line).Output;
        foreach (var finding in findings)
        {
            await output.WriteLineAsync($"{(finding.IsGood ? "ok     " : "MISSING")}  {finding.What,-13} {finding.Found}");
            if (finding.Mend is { } mend)
            {
                await output.WriteLineAsync($"         {"",-13} mend: {mend}");
            }
        }

        return isWell ? ExitCode.Done : ExitCode.Failed;
    }

    private static Finding Machine()
    {
        var vectors = Avx2.IsSupported ? ", AVX2" : "";
        var found = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors{vectors}";
        return OperatingSystem.IsLinux()
            ? new(true, "machine", found, null)
            : new(false, "machine", found, "run it on Linux, in a Linux container or in WSL 2.");
    }

    private static Finding Folder(DataFolder data)
    {
        var existing = Existing(data.Path);
        var probe = Path.Combine(existing, $".sensorium-probe-{Environment.ProcessId}");
        try
        {
            using (var file = new LocalFileSystem().Open(probe, FileAccessMode.CreateNew))
            {
                file.Write("probe"u8, 0);
                file.Sync();
            }

            File.Delete(probe);
            return new(true, "data folder", data.Path + (existing == data.Path ? "" : " (not made yet)"), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(false, "data folder", $"{data.Path} cannot be written: {error.Message}", "give another with --data, or mend its permissions.");
        }
    }

    private static Finding Room(DataFolder data)
    {
        var free = new DriveInfo(Existing(data.Path)).AvailableFreeSpace;
        var found = $"{free / (double)(1L << 30):N1} GiB free";
        return free >= LittleRoom
            ? new(true, "disk", found, null)
            : new(false, "disk", found, "make room; when the disk is full, producers are refused until there is some.");
    }

    private static Finding Devices(City city) => (city.Settings.Devices, city.DevicesFile) switch
    {
        (true, null) => new(true, "devices", "switched on, but the city has no devices.json and no config.json", null),
        (true, _) => new(true, "devices", "simulated devices run with the city", null),
        _ => new(true, "devices", $"no simulated devices in the environment {city.Loaded.Environment}", null),
    };

    private static Finding Port(string setting, int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return new(true, setting, port == 0 ? "any free port" : $"port {port} is free", null);
        }
        catch (SocketException)
        {
            return new(false, setting, $"port {port} is taken by another program", $"end that program, or set another port with --set {setting}=N.");
        }
    }

    private static string Existing(string path)
    {
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path)!;
        }

        return path;
    }

    private sealed record Finding(bool IsGood, string What, string Found, string? Mend)
    {
        public JsonNode ToJson() => new JsonObject { ["ok"] = IsGood, ["what"] = What, ["found"] = Found, ["mend"] = Mend };
    }
}
