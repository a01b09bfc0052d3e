using System.Runtime.CompilerServices;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Lake.Query;

/// <summary>The answer of a query's process, read as it comes. Disposing it ends the process, whatever it does.</summary>
public sealed class QueryAnswer : IAsyncDisposable
{
    private readonly QueryProcess _process;

    internal QueryAnswer(QueryProcess process, IReadOnlyList<QueryColumn> columns, QuerySources sources) =>
        (_process, Columns, Sources) = (process, columns, sources);

    public IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>The tables that it was asked over.</summary>
    public QuerySources Sources { get; }

    /// <summary>Why the running city did not commit its newest rows first; null where it did, or was not asked.</summary>
    public string? StaleBecause { get; internal set; }

    /// <summary>The process that works on it.</summary>
    public int ProcessId => _process.Id;

    /// <summary>After the last row: how many there were.</summary>
    public long RowCount { get; private set; }

    /// <summary>After the last row: whether the limit cut some off.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>
    /// After the last row: bytes that the query read, of files and of what it had spilled, as the system counts them; null where it does
    /// not.
    /// </summary>
    public long? BytesRead { get; private set; }

    /// <summary>After the last row of <see cref="QueryMode.Hash"/>: the hash, in hexadecimal digits.</summary>
    public string? Hash { get; private set; }

    /// <summary>After the last row of <see cref="QueryMode.Parquet"/>: the file, until this is disposed.</summary>
    public string ParquetPath => _process.Request.ParquetPath;

    /// <summary>The rows as text, as DuckDB casts to VARCHAR; null for NULL. To be read once.</summary>
    /// <inheritdoc cref="Lines" path="/exception"/>
    public async IAsyncEnumerable<string?[]> Rows([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var line in Lines(cancellation))
        {
            yield return JsonSerializer.Deserialize<string?[]>(line.Span)!;
        }
    }

    /// <summary>The rows as arrays of JSON, each valid until the next. To be read once.</summary>
    /// <exception cref="SensoriumException">SN5010 the query failed; SN5011 its process ended or took too long.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            var line = await _process.Next(cancellation);
            if (line.Span[0] == (byte)'[')
            {
                yield return line;
                continue;
            }

            using var end = JsonDocument.Parse(line);
            RowCount = end.RootElement.GetProperty("rows").GetInt64();
            IsTruncated = end.RootElement.GetProperty("truncated").GetBoolean();
            Hash = end.RootElement.GetProperty("hash").GetString();
            BytesRead = end.RootElement.GetProperty("bytes") is { ValueKind: JsonValueKind.Number } bytes ? bytes.GetInt64() : null;
            yield break;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
