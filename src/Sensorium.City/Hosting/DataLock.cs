using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.City.Hosting;

/// <summary>
/// The one owner of a data folder: a kernel lock that goes with the process, however it ends. Beside it stands a note of who the
/// owner is, so that a second one is refused by name. The folder also remembers its format and its city.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private const int Format = 1;

    private readonly IDisposable _lock;

    private DataLock(IDisposable held) => _lock = held;

    /// <exception cref="SensoriumException">Another process owns the folder (SN1009), or it is of another format or city
    /// (SN1011).</exception>
    public static DataLock Take(DataFolder data, string city, TimeProvider time) => Take(data, time, () =>
    {
        Recognise(data, city);
        return city;
    });

    /// <summary>Takes the folder of whatever city it is, or of none yet.</summary>
    /// <exception cref="SensoriumException">Another process owns the folder (SN1009), or it is of another format (SN1011).</exception>
    public static DataLock TakeOfAny(DataFolder data, TimeProvider time) => Take(data, time, () => Known(data) ?? "");

    private static DataLock Take(DataFolder data, TimeProvider time, Func<string> recognise)
    {
        var files = new LocalFileSystem(data.Path);
        PrivateFiles.CreateDirectory(data.Path);
        var note = Path.Combine(data.Path, "owner.json");
        if (files.TryLock(data.Lock) is not { } held)
        {
            throw new SensoriumException(
                "SN1009",
                $"the data folder {data.Path} is in use by {Owner(note)}.",
                "end that process, or give this one a data folder of its own with --data.");
        }

        try
        {
            var owner = new JsonObject
            {
                ["pid"] = Environment.ProcessId,
                ["city"] = recognise(),
                ["since"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            };
            File.WriteAllText(note, owner.ToJsonString() + "\n");
            return new(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static void Recognise(DataFolder data, string city)
    {
        if (Known(data) is not { } owner)
        {
            // Renamed into place: a crash leaves the note whole or not at all.
            var path = Note(data);
            File.WriteAllText(path + ".new", new JsonObject { ["format"] = Format, ["city"] = city }.ToJsonString() + "\n");
            File.Move(path + ".new", path, overwrite: true);
            return;
        }

        if (owner != city)
        {
            throw new SensoriumException(
                "SN1011",
                $"the data folder {data.Path} is the city '{owner}', not '{city}'.",
                "give each city a data folder of its own with --data.");
        }
    }

    private static string Note(DataFolder data) => Path.Combine(data.Path, "data.json");

    /// <returns>The city that the folder says it belongs to; null where it is new.</returns>
    private static string? Known(DataFolder data)
    {
        var note = Note(data);
        if (!File.Exists(note))
        {
            return null;
        }

        if (Read(note) is not { } known || known["format"] is not JsonValue format || known["city"] is not JsonValue city
            || !format.TryGetValue<int>(out var number) || !city.TryGetValue<string>(out var name))
        {
            throw new SensoriumException(
                "SN1011",
                $"{note} is not what this program wrote: it has no whole number 'format' and text 'city'.",
                $$"""restore it from a backup, or write {"format":{{Format}},"city":"NAME"} with the city's name; or use another folder with --data.""");
        }

        return number == Format ? name : throw new SensoriumException(
            "SN1011",
            $"the data folder {data.Path} has format {number}; this release knows {Format}.",
            "use the release that wrote it, or another folder with --data.");
    }

    private static string Owner(string note)
    {
        var owner = File.Exists(note) ? Read(note) : null;
        return owner is null ? "another process" : $"process {owner["pid"]} (city '{owner["city"]}', since {owner["since"]})";
    }

    private static JsonObject? Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
