using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Commands;

/// <summary><c>query "SQL" --table NAME=PATH</c>: SQL over Delta tables, each as of one version.</summary>
internal sealed class QueryCommand : CityCommand
{
    private readonly Argument<string> _sql = new("SQL") { Description = "one SELECT" };

    private readonly Option<string[]> _tables = new("--table")
    {
        Description = "a Delta table's folder and the name it has in the SQL; may be given several times",
        HelpName = "NAME=PATH",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Table, OutputFormat.Csv, OutputFormat.Json);

    public QueryCommand()
        : base("query", "runs SQL over Delta tables")
    {
        Arguments.Add(_sql);
        Options.Add(_tables);
        Options.Add(_format);
        SetAction((line, cancellation) => Query(line, cancellation));
    }

    public override CommandGroup? Group => CommandGroup.Look;

    public override IReadOnlyList<string> Examples =>
        ["sensorium query \"SELECT * FROM hourly ORDER BY 1 LIMIT 5\" --table hourly=out/hourly"];

    private async Task<int> Query(ParseResult line, CancellationToken cancellation)
    {
        var scans = new List<string>();
        var allowed = new List<string>();
        foreach (var given in line.GetValue(_tables)!)
        {
            var at = given.IndexOf('=', StringComparison.Ordinal);
            var path = Path.GetFullPath(at < 0 ? given : given[(at + 1)..]);
            var objects = new LocalObjectStore(new LocalFileSystem(Path.GetDirectoryName(path)!), ".");
            var store = new DeltaTableStore(objects, name => name, path, TimeProvider.System);
            var snapshot = await store.Snapshot(Path.GetFileName(path), cancellation: cancellation);
            if (at < 0 || snapshot is null)
            {
                throw new SensoriumException(
                    "SN1023",
                    at < 0 ? $"--table {given} names no folder." : $"there is no Delta table in {path}.",
                    "write --table NAME=PATH with the folder that holds _delta_log.");
            }

            allowed.AddRange(snapshot.Files.Select(file => Path.Combine(path, file.Path)));
            var name = given[..at].Replace("\"", "\"\"", StringComparison.Ordinal);
            scans.Add($"CREATE VIEW \"{name}\" AS {SnapshotScan.Sql(snapshot, file => Path.Combine(path, file.Path))}");
        }

        // The query sees the snapshots' files and nothing else of this machine.
        using var database = new DuckDatabase(new Dictionary<string, string> { ["memory_limit"] = "1GB", ["threads"] = "2" });
        var paths = string.Join(", ", allowed.Select(path => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'"));
        database.Execute($"SET allowed_paths = [{paths}]", cancellation);
        database.Execute("SET enable_external_access = false", cancellation);
        database.Execute("SET lock_configuration = true", cancellation);
        try
        {
            foreach (var scan in scans)
            {
                database.Execute(scan, cancellation);
            }

            Print(database.Query(line.GetValue(_sql)!.Trim().TrimEnd(';'), cancellation), line.GetValue(_format), Terminal(line).Output);
            return ExitCode.Done;
        }
        catch (DuckDbException error)
        {
            throw new SensoriumException("SN5010", $"the query failed: {error.Message}", "mend the SQL; --table names the tables there are.", error);
        }
    }

    private static void Print(DuckRows rows, OutputFormat format, TextWriter output)
    {
        switch (format)
        {
            case OutputFormat.Json:
                output.WriteLine(new JsonArray([.. rows.Rows.Select(row => (JsonNode)new JsonObject(
                    rows.Names.Select((name, i) => KeyValuePair.Create(name, Value(rows.Types[i], row[i])))))]).ToJsonString());
                break;
            case OutputFormat.Csv:
                output.WriteLine(string.Join(',', rows.Names.Select(Quoted)));
                foreach (var row in rows.Rows)
                {
                    output.WriteLine(string.Join(',', row.Select(Quoted)));
                }

                break;
            default:
                var widths = rows.Names.Select((name, i) => rows.Rows.Select(row => (row[i] ?? "NULL").Length).Append(name.Length).Max()).ToArray();
                output.WriteLine(string.Join("  ", rows.Names.Select((name, i) => name.PadRight(widths[i]))).TrimEnd());
                foreach (var row in rows.Rows)
                {
                    output.WriteLine(string.Join("  ", row.Select((value, i) => (value ?? "NULL").PadRight(widths[i]))).TrimEnd());
                }

                break;
        }
    }

    private static JsonNode? Value(string type, string? text) => type switch
    {
        _ when text is null => null,
        "INTEGER" or "BIGINT" => long.Parse(text),
        "DOUBLE" when double.TryParse(text, out var number) && double.IsFinite(number) => number,
        "BOOLEAN" => text == "true",
        _ => text,
    };

    private static string Quoted(string? text) =>
        text is null ? "" : text.Length == 0 || text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
