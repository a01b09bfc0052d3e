using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Lake;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;

namespace Sensorium.Commands;

/// <summary>
/// <c>query "SQL"</c>: one SELECT over the lake's tables, each as of one version, and other Delta tables and files, in a process that can
/// read nothing else.
/// </summary>
internal sealed class QueryCommand : LakeUserCommand
{
    private readonly Argument<string> _sql = new("SQL") { Description = "one SELECT, or SHOW TABLES, DESCRIBE TABLE, SUMMARIZE TABLE" };

    private readonly Option<string[]> _tables = new("--table")
    {
        Description = "a Delta table's folder, or Parquet, CSV or JSON files, and the name it has in the SQL; may be given several times",
        HelpName = "NAME=PATH",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _asOf = new("--as-of")
    {
        Description = "a version, or a time such as 2026-05-04T12:00:00Z (default: the newest)",
        HelpName = "VERSION|TIME",
    };

    private readonly Option<bool> _hash = new("--hash")
    {
        Description = "prints a hash over all rows, whatever their order, and how many they are",
    };

    private readonly Option<bool> _verify = new("--verify")
    {
        Description = "first compares the data files of the tables with their checksums",
    };

    private readonly Option<bool> _noFlush = new("--no-flush") { Description = "does not ask a running city to commit what it has" };

    private readonly Option<OutputFormat> _format = FormatOption(
        OutputFormat.Table, OutputFormat.Csv, OutputFormat.Json, OutputFormat.Parquet);

    public QueryCommand()
        : base("query", "runs SQL over the lake's tables, as of any version")
    {
        Arguments.Add(_sql);
        Options.Add(_tables);
        Options.Add(_asOf);
        Options.Add(_hash);
        Options.Add(_noFlush);
        Options.Add(_verify);
        Options.Add(_format);
        SetAction((line, cancellation) => Query(line, cancellation));
    }

    public override CommandGroup? Group => CommandGroup.Look;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium query \"SELECT * FROM temperature_by_minute ORDER BY window_start DESC LIMIT 5\"",
        "sensorium query \"SELECT count(*) FROM raw.temp_stream\" --as-of 2026-05-04T12:00:00Z --format json",
        "sensorium query \"SELECT * FROM temperature_by_minute\" --hash",
        "sensorium query \"SELECT * FROM t LIMIT 5\" --table t=readings.csv.gz",
        "sensorium query \"SELECT * FROM hourly ORDER BY 1 LIMIT 5\" --table hourly=out/hourly",
    ];

    private async Task<int> Query(ParseResult line, CancellationToken cancellation)
    {
        var terminal = Terminal(line);
        var (data, city) = (Data(line), CityOf(line));
        var sql = line.GetValue(_sql)!;
        var asOf = default(AsOf);
        if (line.GetValue(_asOf) is { } text && !AsOf.TryParse(text, out asOf))
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage,
                $"--as-of '{text}' is neither a version nor a time.",
                "write a number, or a time such as 2026-05-04T12:00:00Z.");
        }

        using var lake = LakeAccess.Of(data, city);
        var others = QuerySources.None;
        foreach (var given in line.GetValue(_tables)!)
        {
            others = others.With(await Given(given, asOf, line.GetValue(_verify), cancellation));
        }

        var isHash = line.GetValue(_hash);
        var format = line.GetValue(_format);
        var mode = isHash ? QueryMode.Hash : format == OutputFormat.Parquet ? QueryMode.Parquet : QueryMode.Rows;
        var queries = lake.Queries(
            (city?.Settings.Query ?? new()).Limits with { Rows = null },
            Directory.Exists(data.Path) ? data.Scratch : Path.GetTempPath(),
            ended => Flush(data, ended));
        var query = new LakeQuery(sql)
        {
            AsOf = asOf,
            Mode = mode,
            IsFresh = !line.GetValue(_noFlush),
            Verifies = line.GetValue(_verify),
            More = others,
        };
        await using var answer = await queries.Ask(query, cancellation);
        if (answer.StaleBecause is { } why)
        {
            terminal.Say($"the running city gave no fresh epoch ({why}); this reads what it has committed.");
        }

        if (answer.Sources.Unchecked > 0)
        {
            terminal.Say($"{answer.Sources.Unchecked} data files are unchecked: their writer kept no checksum.");
        }

        await Print(answer, mode, format, terminal, cancellation);
        return ExitCode.Done;
    }

    private static async Task<QuerySources> Given(string given, AsOf asOf, bool verifies, CancellationToken cancellation)
    {
        var at = given.IndexOf('=', StringComparison.Ordinal);
        var path = Path.GetFullPath(at < 0 ? given : given[(at + 1)..]);
        if (at <= 0 || !Path.Exists(path))
        {
            throw new SensoriumException(
                "SN1023",
                at <= 0 ? $"--table {given} names no table and path." : $"there is no file or folder {path}.",
                "write --table NAME=PATH with a Delta table's folder, or with Parquet, CSV or JSON files.");
        }

        using var lake = new LakeAccess(Path.GetDirectoryName(path)!, Path.GetTempPath(), name => name);
        var store = lake.Tables;
        if (File.Exists(path) || await store.Snapshot(Path.GetFileName(path), AsOf.Newest, cancellation) is null)
        {
            if (asOf != AsOf.Newest)
            {
                throw new SensoriumException(
                    "SN1023", $"{path} is no Delta table, so it has no versions for --as-of.", "leave out --as-of, or name a Delta table.");
            }

            var files = PlainFiles.Of(path);
            return new([new("main", given[..at], files.Sql)], files.Paths, files.Bytes, verifies ? files.Paths.Count : 0);
        }

        var (catalog, snapshot) = (lake.Catalog, (await store.Snapshot(Path.GetFileName(path), asOf, cancellation))!);
        var source = catalog.Source("main", given[..at], snapshot);
        return verifies ? source with { Unchecked = await catalog.Verify(snapshot, cancellation) } : source;
    }

    /// <summary>
    /// A city that runs here first commits what it has; whatever goes wrong with that, the query reads what is committed.
    /// </summary>
    private static async Task<string?> Flush(DataFolder data, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LakeQueries.FlushLimit);
        try
        {
            await ControlClient.Ask(data, new JsonObject { ["do"] = "flush" }, limit.Token);
            return null;
        }
        catch (SensoriumException error) when (error.Code == ErrorCodes.UnknownRequest)
        {
            // A release that cannot be asked.
            return null;
        }
        catch (Exception error) when (error is SensoriumException or IOException or SocketException)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"it did not answer within {LakeQueries.FlushLimit.TotalSeconds:0} s";
        }
    }

    private static async Task Print(
        QueryAnswer answer, QueryMode mode, OutputFormat format, Terminal terminal, CancellationToken cancellation)
    {
        if (mode == QueryMode.Rows)
        {
            await QueryOutput.Write(answer, format, terminal.Output, cancellation);
            return;
        }

        await foreach (var _ in answer.Rows(cancellation))
        {
            // Neither has rows; this reads to the end.
        }

        if (mode == QueryMode.Hash)
        {
            await terminal.Output.WriteLineAsync(format == OutputFormat.Json
                ? new JsonObject { ["rows"] = answer.RowCount, ["hash"] = answer.Hash }.ToJsonString()
                : $"{answer.Hash}  {answer.RowCount} rows");
            return;
        }

        await using var file = File.OpenRead(answer.ParquetPath);
        await file.CopyToAsync(terminal.Bytes, cancellation);
        await terminal.Bytes.FlushAsync(cancellation);
        terminal.Say($"{answer.RowCount} rows, {file.Length} bytes.");
    }
}
