using Sensorium.Engine.Expressions;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Scaffold;

/// <summary>The files of a new city, all of them made before the first is written.</summary>
/// <param name="folder">Full path; does not exist, or is empty.</param>
internal sealed class NewCity(string folder)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Name => Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar));

    /// <exception cref="SensoriumException">SN1040: something stands there.</exception>
    public void RefuseWhatStands()
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new SensoriumException(
                "SN1040", $"{folder} is not an empty folder.", "give the name of a folder that does not exist yet.");
        }
    }

    /// <param name="devices">Content of <c>devices.json</c>; null where no devices are simulated.</param>
    /// <param name="zone">Of the city.</param>
    /// <returns>Paths of the files, relative to the folder.</returns>
    public IReadOnlyList<string> Write(IReadOnlyList<StreamPlan> streams, byte[]? devices, string zone)
    {
        var files = new List<(string Path, byte[] Content)>
        {
            ("city.json", Encoding.UTF8.GetBytes(Settings(streams, zone).ToJsonString(_json) + "\n")),
            (Path.Combine("pipelines", "streams.sql"), Encoding.UTF8.GetBytes(Streams(streams))),
        };
        files.AddRange(
            streams.SelectMany(stream => stream.Tables)
                .Select(table => (Path.Combine("pipelines", table.Name + ".sql"), Encoding.UTF8.GetBytes(table.Sql))));
        files.AddRange(
            streams.Where(stream => stream.Test is not null)
                .Select(stream => (Path.Combine("tests", stream.Tables[0].Name + ".sql"), Encoding.UTF8.GetBytes(stream.Test!))));
        if (devices is not null)
        {
            files.Add(("devices.json", devices));
        }

        var sql = files.Where(file => file.Path.StartsWith("pipelines", StringComparison.Ordinal))
            .Select(file => new SqlFile(file.Path, Encoding.UTF8.GetString(file.Content)));
        if (new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [.. sql], new Dictionary<string, ReferenceTable>()) is { Program: null } refused)
        {
            throw new InvalidOperationException(string.Join("; ", refused.Diagnostics));
        }

        foreach (var (path, content) in files)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, content);
        }

        return [.. files.Select(file => file.Path)];
    }

    private string Streams(IReadOnlyList<StreamPlan> streams)
    {
        var sql = new StringBuilder();
        CitySql.Comment(
            sql,
            $"The streams of {Name}, as `sensorium new` found them. What says GUESS wants a look; `sensorium check` and `sensorium test` "
                + $"tell whether it still holds together.");
        foreach (var stream in streams)
        {
            sql.AppendLine().Append(CitySql.Stream(stream.Stream));
        }

        return CitySql.Format(sql.ToString());
    }

    private JsonObject Settings(IReadOnlyList<StreamPlan> streams, string zone)
    {
        var settings = new JsonObject();
        foreach (var (stream, _, _, _, replayed, _) in streams)
        {
            // One partition keeps the order of a file, for which the watermark was priced.
            var own = new JsonObject { ["partitions"] = replayed.Count > 0 ? 1 : 4 };
            if (stream.Device is { } device)
            {
                own["key"] = device.Spellings[0];
            }

            settings[stream.PhysicalName] = own;
        }

        return new() { ["format"] = 1, ["name"] = Name, ["timezone"] = zone, ["streams"] = settings };
    }
}
