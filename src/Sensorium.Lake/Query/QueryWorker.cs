using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>
/// The inside of a query's process: reads one request, answers lines of JSON, ends. The DuckDB in it can open the snapshot's files and
/// nothing else, writes nothing but what it spills, and its settings cannot be changed.
/// <code>
/// {"columns": [["name", "TYPE"], …]}
/// ["text or null", …]                      a row, as often as there are rows
/// {"end": true, "rows": n, "truncated": false, "hash": "…"}
/// {"error": "…"}
/// </code>
/// </summary>
public static partial class QueryWorker
{
    /// <summary>No line is longer, in bytes.</summary>
    internal const int LongestLine = 16 << 20;

    private const int StatementSelect = 1;

    /// <summary>What SHOW TABLES gives: each name as a query writes it.</summary>
    private const string Tables = "SELECT CASE schema_name WHEN 'main' THEN view_name ELSE schema_name || '.' || view_name END AS name FROM duckdb_views() WHERE NOT internal ORDER BY ALL";

    /// <param name="input">Standard input: one line, the request.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="orphaned">Called when whoever asked is gone: its end of the input closes.</param>
    public static async Task Serve(Stream input, Stream output, IScheduler scheduler, Action orphaned)
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
        await using var buffered = new BufferedStream(output, 64 * 1024);
        try
        {
            Answer(request, buffered);
        }
        catch (Exception error) when (error is DuckDbException or InvalidDataException)
        {
            Write(buffered, json =>
            {
                json.WriteStartObject();
                json.WriteString("error", error.Message);
                json.WriteEndObject();
            });
        }
    }

    private static void Answer(QueryRequest request, Stream output)
    {
        using var database = Open(request);
        if (database.StatementType(request.Sql) != StatementSelect)
        {
            throw new InvalidDataException("a query is one SELECT (or SHOW TABLES, DESCRIBE, SUMMARIZE); this statement is something else.");
        }

        var body = request.Sql.Trim().TrimEnd(';');
        body = AsksForTables().IsMatch(body) ? Tables : body;
        var columns = database.Query($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM (\n{body}\n))").Rows;
        Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var column in columns)
            {
                json.WriteStartArray();
                json.WriteStringValue(column[0]);
                json.WriteStringValue(column[1]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        output.Flush();
        var types = columns.Select(column => column[1]!).ToList();
        var (rows, truncated, hash) = request.Mode switch
        {
            QueryMode.Hash => Hash(database, body, types),
            QueryMode.Parquet => Parquet(database, body, request.ParquetPath),
            _ => Rows(database, body, types, request.Rows ?? long.MaxValue, output),
        };
        Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("end", true);
            json.WriteNumber("rows", rows);
            json.WriteBoolean("truncated", truncated);
            json.WriteString("hash", hash);
            json.WriteEndObject();
        });
    }

    [GeneratedRegex(@"^SHOW\s+TABLES$", RegexOptions.IgnoreCase)]
    private static partial Regex AsksForTables();

    private static DuckDatabase Open(QueryRequest request)
    {
        var database = new DuckDatabase(new Dictionary<string, string>
        {
            ["threads"] = $"{request.Threads}",
            ["memory_limit"] = $"{request.MemoryBytes}B",
            ["temp_directory"] = Path.Combine(request.Folder, "spill"),
            ["max_temp_directory_size"] = $"{4 * request.MemoryBytes}B",
            ["allow_community_extensions"] = "false",
        });
        try
        {
            var paths = request.Mode == QueryMode.Parquet ? request.Paths.Append(request.ParquetPath) : request.Paths;
            database.Execute($"SET allowed_paths = [{string.Join(", ", paths.Select(DuckSql.Text))}]");
            database.Execute("SET enable_external_access = false");
            foreach (var schema in request.Views.Select(view => view.Schema).Append("processed").Distinct().Where(schema => schema != "main"))
            {
                database.Execute($"CREATE SCHEMA {DuckSql.Identifier(schema)}");
            }

            database.Execute("SET search_path = 'main,processed'");
            foreach (var view in request.Views)
            {
                database.Execute($"CREATE VIEW {DuckSql.Identifier(view.Schema)}.{DuckSql.Identifier(view.Name)} AS {view.Sql}");
            }

            database.Execute("SET lock_configuration = true");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static (long Rows, bool Truncated, string? Hash) Rows(DuckDatabase database, string body, IReadOnlyList<string> types, long limit, Stream output)
    {
        var columns = types.Count;
        var names = Names(columns);
        var texts = string.Join(", ", names.Select((name, i) => Text(name, types[i])));
        using var result = database.Read($"SELECT {texts} FROM (\n{body}\n) AS q({string.Join(", ", names)})");
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
                Write(output, json =>
                {
                    json.WriteStartArray();
                    for (var column = 0; column < columns; column++)
                    {
                        if (batch.Columns[column].IsValid(row))
                        {
                            json.WriteStringValue(batch.Text(column)[row].Span);
                        }
                        else
                        {
                            json.WriteNullValue();
                        }
                    }

                    json.WriteEndArray();
                });
            }
        }

        return (count, false, null);
    }

    /// <summary>
    /// SHA-256 over the rows' SHA-256 in ascending order, so it depends on the multiset of rows alone. A value goes in as its text,
    /// which for a double is the shortest that reads back as the same bits, after its length; a null as <c>N</c>.
    /// </summary>
    private static (long Rows, bool Truncated, string? Hash) Hash(DuckDatabase database, string body, IReadOnlyList<string> types)
    {
        var names = Names(types.Count);
        var values = names.Select((name, i) => $"CASE WHEN {name} IS NULL THEN 'N' ELSE concat('V', strlen({Text(name, types[i])}), ':', {Text(name, types[i])}) END");
        using var result = database.Read($"SELECT sha256(concat({string.Join(", ", values)})) AS h FROM (\n{body}\n) AS q({string.Join(", ", names)}) ORDER BY h");
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

    private static (long Rows, bool Truncated, string? Hash) Parquet(DuckDatabase database, string body, string path)
    {
        var written = database.Query($"SELECT count(*) FROM (\n{body}\n)").Rows[0][0]!;
        database.Execute($"COPY (\n{body}\n) TO {DuckSql.Text(path)} (FORMAT parquet, COMPRESSION zstd)");
        return (long.Parse(written), false, null);
    }

    private static List<string> Names(int columns) => [.. Enumerable.Range(1, columns).Select(i => $"c{i}")];

    /// <summary>A value as text; a NaN is one whatever its bits.</summary>
    private static string Text(string name, string type) =>
        type is "DOUBLE" or "FLOAT" ? $"CASE WHEN isnan({name}) THEN 'nan' ELSE CAST({name} AS VARCHAR) END" : $"CAST({name} AS VARCHAR)";

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
