using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;
using Sensorium.Access.Certificates;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Commands;

internal sealed class DoctorCommand : CityCommand
{
    private const long LittleRoom = 1L << 30;

    private const long FewFiles = 4096;

    private readonly Argument<string?> _city = CityArgument();

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public DoctorCommand()
        : base("doctor", "what is configured, reachable and missing, each with the fix")
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
        var findings = new List<Finding>
        {
            Machine(),
            Memory(),
            OpenFiles(),
            Engine(),
            BuildTools(Session(line)),
            Folder(data),
            Privacy(data),
            Room(data),
        };
        CityFolder? city = null;
        try
        {
            city = Open(line, line.GetValue(_city));
            findings.Add(new(true, "city", $"{city.Name} in {city.Folder}, environment {city.Loaded.Environment}", null));
            findings.Add(Devices(city));
            findings.Add(Tests(city));
            findings.Add(State(city));
            findings.Add(Sql(city));
            findings.Add(Certificate(city));
        }
        catch (ProblemsException error)
        {
            findings.AddRange(
                error.Problems.Select(problem => new Finding(false, "city", $"{problem.Location}: {problem.Message}", problem.Fix)));
        }
        catch (SensoriumException error)
        {
            findings.Add(new(false, "city", error.Message, error.Fix));
        }

        var (isRunning, status) = await ControlClient.Ask(data, new() { ["do"] = "status" }, cancellation);
        findings.Add(Running(isRunning ? (JsonObject)status! : null));
        if (city is not null && !isRunning)
        {
            findings.Add(Port("web.port", city.Settings.Web.Port));
            findings.Add(Port("web.adminPort", city.Settings.Web.AdminPortOrNext));
        }

        var isWell = findings.TrueForAll(finding => finding.IsGood);
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            Terminal(line).WriteJson(
                new JsonObject { ["ok"] = isWell, ["findings"] = new JsonArray([.. findings.Select(finding => finding.ToJson())]) });
            return isWell ? ExitCode.Done : ExitCode.Failed;
        }

        var output = Terminal(line).Output;
        foreach (var finding in findings)
        {
            await output.WriteLineAsync($"{(finding.IsGood ? "ok     " : "MISSING")}  {finding.What,-13} {finding.Found}");
            if (finding.Fix is { } fix)
            {
                await output.WriteLineAsync($"         {"",-13} fix: {fix}");
            }
        }

        return isWell ? ExitCode.Done : ExitCode.Failed;
    }

    private static Finding Machine()
    {
        var vectors = Avx2.IsSupported ? ", AVX2" : "";
        var found = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
            + $"{Environment.ProcessorCount} processors{vectors}";
        return OperatingSystem.IsLinux()
            ? new(true, "machine", found, null)
            : new(false, "machine", found, "run it on Linux, in a Linux container or in WSL 2.");
    }

    private static Finding Memory()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var found = $"{Gibibytes(available)} for this process";
        return available >= LittleRoom
            ? new(true, "memory", found, null)
            : new(false, "memory", found, "give the process at least 1 GiB, or a container without so low a limit.");
    }

    /// <summary>Each segment of a log and each connection is an open file.</summary>
    private static Finding OpenFiles() => Core.Files.OpenFiles.Limit switch
    {
        null => new(true, "open files", "not known on this system", null),
        long.MaxValue => new(true, "open files", "no limit", null),
        < FewFiles and var few => new(
            false,
            "open files",
            $"at most {few:N0}, fewer than half of which are connections",
            $"raise the hard limit before the start: ulimit -Hn {FewFiles * 2}."),
        var enough => new(true, "open files", $"at most {enough:N0}", null),
    };

    private static Finding Engine()
    {
        try
        {
            using var database = new DuckDatabase(new Dictionary<string, string> { ["threads"] = "1" });
            return new(true, "lake engine", $"DuckDB {database.Query("SELECT version()").Rows[0][0]}", null);
        }
        catch (SensoriumException error)
        {
            return new(false, "lake engine", error.Message, error.Fix);
        }
    }

    /// <summary>Only the build needs them, so that they are missing is no fault of a machine that only runs.</summary>
    private static Finding BuildTools(Session session)
    {
        var folders = (session.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var there = new[] { "dotnet", "node", "npm" }.ToLookup(tool => folders.Any(folder => File.Exists(Path.Combine(folder, tool))));
        return new(true, "build tools", there[false].Any()
            ? $"{string.Join(", ", there[false])} not found; only building needs {(there[false].Count() == 1 ? "it" : "them")}"
            : string.Join(", ", there[true]), null);
    }

    private static Finding Tests(CityFolder city)
    {
        var folder = Path.Combine(city.Folder, "tests");
        var count = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.sql").Count() : 0;
        return new(
            true,
            "tests",
            count == 0 ? "the city has none" : $"{count} {(count == 1 ? "file" : "files")}; `sensorium test` runs them",
            null);
    }

    private static Finding State(CityFolder city)
    {
        var (budget, available) = (city.Settings.State.Budget.Bytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var found = $"{Gibibytes(budget)} for the open windows of each pipeline";
        return budget <= available
            ? new(true, "state.budget", found, null)
            : new(
                false,
                "state.budget",
                $"{found}, more than the memory there is",
                "set state.budget lower, so that a pipeline stops by name before the system ends the process.");
    }

    private static Finding Sql(CityFolder city)
    {
        try
        {
            var program = SqlSources.Compile(city);
            return new(true, "SQL", $"{program.Streams.Count} streams, {program.Pipelines.Count} pipelines", null);
        }
        catch (ProblemsException error)
        {
            return new(
                false, "SQL", $"{error.Problems.Count} {(error.Problems.Count == 1 ? "mistake" : "mistakes")}, the first: "
                    + $"{error.Problems[0].Location}: {error.Problems[0].Message}", "see sensorium check.");
        }
        catch (SensoriumException error)
        {
            return new(false, "SQL", error.Message, error.Fix);
        }
    }

    private static Finding Certificate(CityFolder city)
    {
        var web = city.Settings.Web;
        if (web.Certificate is not { } path)
        {
            return new(true, "certificate", "none is set: beyond this machine the city serves with one that it signs itself", null);
        }

        try
        {
            string Full(string file) => Path.GetFullPath(file, city.Folder);
            using var certificate = CityCertificate.Given(
                new LocalFileSystem(), Full(path), web.Key is { } key ? Full(key) : null, web.CertificatePassword?.Reveal());
            var left = certificate.Ends - TimeProvider.System.GetUtcNow();
            return left > TimeSpan.Zero
                ? new(true, "certificate", $"{path}, for {left.TotalDays:N0} days more", null)
                : new(false, "certificate", $"{path} ended on {certificate.Ends:yyyy-MM-dd}", "renew it, and restart the city.");
        }
        catch (SensoriumException error)
        {
            return new(false, "certificate", error.Message, error.Fix);
        }
    }

    private static Finding Running(JsonObject? status)
    {
        if (status is null)
        {
            return new(true, "running", "no city runs on the data folder", null);
        }

        var bad = status["parts"]!.AsArray().Where(part => !(bool)part!["healthy"]!).Select(part => (string)part!["part"]!).ToList();
        return bad.Count == 0
            ? new(true, "running", $"{status["city"]} runs on the data folder and is healthy; its page is {status["page"]}", null)
            : new(
                false,
                "running",
                $"{status["city"]} runs on the data folder; not healthy: {string.Join(", ", bad)}",
                "see sensorium status.");
    }

    private static string Gibibytes(long bytes) => $"{bytes / (double)(1L << 30):N1} GiB";

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
            return new(
                false,
                "data folder",
                $"{data.Path} cannot be written: {error.Message}",
                "give another with --data, or fix its permissions.");
        }
    }

    /// <summary>What a city makes is for its owner alone; what an older release made, or somebody copied, may not be.</summary>
    private static Finding Privacy(DataFolder data)
    {
        try
        {
            var open = Directory.Exists(data.Path) ? PrivateFiles.FindOpen(data.Path) : null;
            return open is null
                ? new(true, "privacy", "no other account can read the data folder", null)
                : new(false, "privacy", $"other accounts of this machine can read {open}", $"chmod -R go= '{data.Path}'");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(
                false,
                "privacy",
                $"{data.Path} cannot be looked through: {error.Message}",
                "run doctor as the account that runs the city.");
        }
    }

    private static Finding Room(DataFolder data)
    {
        var free = new DriveInfo(Existing(data.Path)).AvailableFreeSpace;
        var found = $"{Gibibytes(free)} free";
        return free >= LittleRoom
            ? new(true, "disk", found, null)
            : new(false, "disk", found, "make room; when the disk is full, producers are refused until there is some.");
    }

    private static Finding Devices(CityFolder city) => (city.Settings.Devices, city.DevicesFile) switch
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
            return new(
                false,
                setting,
                $"port {port} is taken by another program",
                $"end that program, or set another port with --set {setting}=N.");
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

    private sealed record Finding(bool IsGood, string What, string Found, string? Fix)
    {
        public JsonNode ToJson() => new JsonObject { ["ok"] = IsGood, ["what"] = What, ["found"] = Found, ["fix"] = Fix };
    }
}
