using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>
/// The inside of a query's process: reads one request, answers lines of JSON, ends. The DuckDB in it can open the snapshot's files and
/// nothing else, writes nothing but what it spills, and its settings cannot be changed.
/// <code>
/// {"columns": [["name", "TYPE"], …]}
/// ["text or null", …]                      a row, as often as there are rows
/// {"end": true, "rows": n, "truncated": false, "hash": "…", "bytes": n}
/// {"error": "…", "place": n}               characters from the query's first; null where it is unknown
/// </code>
/// </summary>
public static partial class QueryWorker
{
    /// <summary>No line is longer, in bytes.</summary>
    internal const int LongestLine = 16 << 20;

    private const string Interrupted = "Interrupted!";

    /// <summary>What SHOW TABLES gives: each name as a query writes it.</summary>
    private const string Tables = "SELECT CASE schema_name WHEN 'main' THEN view_name ELSE schema_name || '.' || view_name END AS name FROM duckdb_views() WHERE NOT internal ORDER BY ALL";

    /// <param name="input">Standard input: one line, the request.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="confine">Called with the bytes that the query may use, before DuckDB begins: <see cref="ProcessMemory.Limit"/>.</param>
    /// <param name="orphaned">Called when whoever asked is gone: its end of the input closes.</param>
    public static async Task Serve(Stream input, Stream output, IScheduler scheduler, Action<long> confine, Action orphaned)
    {
        var lines = new LineReader(input, LongestLine);
        if (await lines.Next(default) is not { } line)
        {
            return;
        }

        var request = JsonSerializer.Deserialize<QueryRequest>(line.Span)!;
        _ = scheduler.Start(
            "asker",
            async cancellation =>
            {
                var nothing = new byte[1];
                while (await input.ReadAsync(nothing, cancellation) > 0)
                {
                    // It says nothing more; only its end is waited for.
                }

                orphaned();
            },
            default);
        confine(request.MemoryBytes);
        await using var buffered = new BufferedStream(output, 64 * 1024);
        var text = new QueryText(request.Sql);
        try
        {
            Answer(request, text, buffered);
        }
        catch (Exception error) when (error is DuckDbException or InvalidDataException)
        {
            var fault = QueryFault.Of(Reason(request, text, error.Message));
            Write(buffered, json =>
            {
                json.WriteStartObject();
                json.WriteString("error", fault.Message);
                WriteNumber(json, "place", fault.Position is { } position ? text.PlaceOf(position) : null);
                json.WriteEndObject();
            });
        }
    }

    /// <summary>
    /// Where a row fails, DuckDB stops its other threads before it notes why, and one of them may be heard first, with nothing but that
    /// it was interrupted. Nobody else interrupts here, so the query is asked again on one thread for the reason.
    /// </summary>
    private static string Reason(QueryRequest request, QueryText text, string message)
    {
        if (request.Threads > 1 && message.Contains(Interrupted, StringComparison.Ordinal))
        {
            try
            {
                Answer(request with { Threads = 1 }, text, Stream.Null);
            }
            catch (Exception error) when (error is DuckDbException or InvalidDataException)
            {
                return error.Message;
            }
        }

        return message;
    }

    private static void Answer(QueryRequest request, QueryText text, Stream output)
    {
        var readBefore = BytesRead();
        using var database = Open(request);
        if (!database.IsSelect(text.Whole()))
        {
            throw new InvalidDataException("a query is one SELECT (or SHOW TABLES, DESCRIBE, SUMMARIZE); this statement is something else.");
        }

        text = AsksForTables().IsMatch(text.Body) ? new(Tables) : text;
        var columns = Columns(database, text);
        Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var (name, type) in columns)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                json.WriteStringValue(type);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        output.Flush();
        var types = columns.Select(column => column.Type).ToList();
        var (rows, truncated, hash) = request.Mode switch
        {
            QueryMode.Hash => Hash(database, text, types),
            QueryMode.Parquet => Parquet(database, text, columns, request.Rows, request.ParquetPath),
            _ => Rows(database, text, types, request.Mode == QueryMode.Values, request.Rows ?? long.MaxValue, output),
        };
        Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("end", true);
            json.WriteNumber("rows", rows);
            json.WriteBoolean("truncated", truncated);
            json.WriteString("hash", hash);
            WriteNumber(json, "bytes", BytesRead() - readBefore);
            json.WriteEndObject();
        });
    }

    private static List<(string Name, string Type)> Columns(DuckDatabase database, QueryText text)
    {
        using var described = database.Read(text.Within("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM (", "))"));
        return [.. described.Batches().SelectMany(batch =>
            Enumerable.Range(0, batch.Count).Select(row => (batch.Text(0)[row].ToString(), batch.Text(1)[row].ToString())))];
    }

    /// <summary>What this process has read of files, as the system counts it; null where it does not.</summary>
    private static long? BytesRead()
    {
        const string field = "rchar: ";
        try
        {
            var line = File.ReadLines("/proc/self/io").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.AsSpan(field.Length));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^SHOW\s+TABLES$", RegexOptions.IgnoreCase)]
    private static partial Regex AsksForTables();

    private static DuckDatabase Open(QueryRequest request) => new DuckSandbox
    {
        Threads = request.Threads,
        Memory = request.MemoryBytes,
        SpillFolder = Path.Combine(request.Folder, "spill"),
        SpillLimit = 4 * request.MemoryBytes,
        Paths = request.Mode == QueryMode.Parquet ? [.. request.Paths, request.ParquetPath] : request.Paths,
        Schemas = request.Views.Select(view => view.Schema),
        TellsPlaces = true,
    }.Open(database =>
    {
        foreach (var view in request.Views)
        {
            database.Execute($"CREATE VIEW {DuckSql.Identifier(view.Schema)}.{DuckSql.Identifier(view.Name)} AS {view.Sql}");
        }
    });

    private static (long Rows, bool Truncated, string? Hash) Rows(
        DuckDatabase database, QueryText text, IReadOnlyList<string> types, bool isTyped, long limit, Stream output)
    {
        var names = Names(types.Count);
        var texts = string.Join(", ", names.Select((name, i) => JsonForm.IsNested(types[i]) ? JsonForm.Sql(types[i], name) : Text(name, types[i])));
        var values = isTyped ? types.Select(type => new ValueJson(type)).ToArray() : null;
        using var result = database.Read(text.Within($"SELECT {texts} FROM (", $") AS q({string.Join(", ", names)})"));
        var count = 0L;
        foreach (var batch in result.Batches())
        {
            for (var row = 0; row < batch.Count; row++)
            {
                if (count == limit)
                {
                    return (count, true, null);
                }

                count++;
                Write(output, json => WriteRow(json, batch, row, values));
            }
        }

        return (count, false, null);
    }

    private static void WriteRow(Utf8JsonWriter json, Batch batch, int row, ValueJson[]? values)
    {
        json.WriteStartArray();
        for (var column = 0; column < batch.Columns.Length; column++)
        {
            if (!batch.Columns[column].IsValid(row))
            {
                json.WriteNullValue();
            }
            else if (values is null)
            {
                json.WriteStringValue(batch.Text(column)[row].Span);
            }
            else
            {
                values[column].Write(json, batch.Text(column)[row].Span);
            }
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// SHA-256 over the rows' SHA-256 in ascending order, so it depends on the multiset of rows alone. A value goes in as its text,
    /// which for a double is the shortest that reads back as the same bits, after its length; a null as <c>N</c>.
    /// </summary>
    private static (long Rows, bool Truncated, string? Hash) Hash(DuckDatabase database, QueryText text, IReadOnlyList<string> types)
    {
        var names = Names(types.Count);
        var values = names.Select((name, i) => $"CASE WHEN {name} IS NULL THEN 'N' ELSE concat('V', strlen({Text(name, types[i])}), ':', {Text(name, types[i])}) END");
        using var result = database.Read(text.Within(
            $"SELECT sha256(concat({string.Join(", ", values)})) AS h FROM (", $") AS q({string.Join(", ", names)}) ORDER BY h"));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        foreach (var batch in result.Batches())
        {
            for (var row = 0; row < batch.Count; row++)
            {
                hash.AppendData(batch.Text(0)[row].Span);
                count++;
            }
        }

        return (count, false, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <exception cref="InvalidDataException">There are more rows than may be: a file that lacks some would not say so.</exception>
    private static (long Rows, bool Truncated, string? Hash) Parquet(
        DuckDatabase database, QueryText text, IReadOnlyList<(string Name, string Type)> columns, long? limit, string path)
    {
        var names = Names(columns.Count);
        var forms = columns.Select((column, i) => $"{ParquetWrite.Canonical(column.Type, names[i])} AS {DuckSql.Identifier(column.Name)}");
        using var copied = database.Read(text.Within(
            $"COPY (SELECT {string.Join(", ", forms)} FROM (",
            $") AS q({string.Join(", ", names)}){(limit is { } rows ? $" LIMIT {rows + 1}" : "")}) TO {DuckSql.Text(path)} ({ParquetWrite.Options})"));
        var written = copied.Batches().Sum(batch => batch.Values<long>(0).Values[0]);
        return written > limit
            ? throw new InvalidDataException($"the answer has more than {limit} rows, the most that may be asked for at once.")
            : (written, false, null);
    }

    private static List<string> Names(int columns) => [.. Enumerable.Range(1, columns).Select(i => $"c{i}")];

    /// <summary>A value as text; a NaN is one whatever its bits, also inside a nested value.</summary>
    private static string Text(string name, string type) => $"CAST({ParquetWrite.Canonical(type, name)} AS VARCHAR)";

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Stream output, Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        if (line.Length >= LongestLine)
        {
            throw new InvalidDataException($"a row is larger than {LongestLine >> 20} MiB as text.");
        }

        line.WriteByte((byte)'\n');
        output.Write(line.GetBuffer(), 0, (int)line.Length);
    }
}
