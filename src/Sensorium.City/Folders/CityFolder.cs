using Sensorium.City.Settings;
using Sensorium.Core;

namespace Sensorium.City.Folders;

/// <summary>A city's folder: its settings, and the files that describe its streams, pipelines, jobs and devices.</summary>
/// <param name="Folder">Full path.</param>
/// <param name="SqlFiles">Full paths of <c>pipelines/*.sql</c>, by name.</param>
/// <param name="ReferenceFolder">Full path of <c>reference/</c>; null where there is none.</param>
/// <param name="JobFiles">Full paths of <c>jobs/*.sql</c>, by name.</param>
/// <param name="PageFiles">Full paths of <c>pages/*.json</c>, by name.</param>
/// <param name="DevicesFile">Full path of <c>devices.json</c>, else of <c>config.json</c>, as the sensor producers call it; null where
/// neither is.</param>
internal sealed record CityFolder(
    string Folder,
    LoadedSettings<CitySettings> Loaded,
    IReadOnlyList<string> SqlFiles,
    string? ReferenceFolder,
    IReadOnlyList<string> JobFiles,
    IReadOnlyList<string> PageFiles,
    string? DevicesFile)
{
    /// <summary>Where the program looks for the city that comes along; set by the script that starts it.</summary>
    private const string HomeVariable = "SENSORIUM_HOME";

    public CitySettings Settings => Loaded.Values;

    public string Name => Settings.Name ?? Path.GetFileName(Folder);

    /// <param name="folder">As given; null for this folder if it is a city, else the city that comes along.</param>
    public static CityFolder Open(string? folder, SettingInputs inputs)
    {
        var root = Locate(folder, inputs);
        return new(
            root,
            SettingsReader.Read<CitySettings>(root, inputs),
            Files(root, "pipelines"),
            Existing(Path.Combine(root, "reference")),
            Files(root, "jobs"),
            Files(root, "pages", "*.json"),
            Existing(Path.Combine(root, "devices.json")) ?? Existing(Path.Combine(root, "config.json")));
    }

    private static string Locate(string? folder, SettingInputs inputs)
    {
        if (folder is not null)
        {
            var full = Path.GetFullPath(folder);
            return IsCity(full) ? full : throw new SensoriumException(
                ErrorCodes.NoCity,
                Directory.Exists(full) ? $"the folder {folder} is not a city: it has no city.json." : $"there is no folder {folder}.",
                "give the folder of a city, one with a city.json in it.");
        }

        if (IsCity(Environment.CurrentDirectory))
        {
            return Environment.CurrentDirectory;
        }

        var home = inputs.Variables[HomeVariable] as string ?? AppContext.BaseDirectory;
        var shipped = Path.Combine(home, "cities", "gothenburg");
        return IsCity(shipped) ? shipped : throw new SensoriumException(
            ErrorCodes.NoCity,
            "no city was named, and this folder is none: it has no city.json.",
            "give the folder of a city, one with a city.json in it.");
    }

    private static bool IsCity(string folder) => File.Exists(Path.Combine(folder, "city.json"));

    private static string? Existing(string path) => Path.Exists(path) ? path : null;

    private static string[] Files(string root, string folder, string pattern = "*.sql")
    {
        var path = Path.Combine(root, folder);
        return Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal)] : [];
    }
}
