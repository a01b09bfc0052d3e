using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Query;

/// <summary>Asks SQL of a lake: finds the tables that it names, as of one version, and has a process work on it. From any thread.</summary>
/// <param name="scratch">Where such a process gets its private folder.</param>
public sealed partial class LakeQueries(LakeCatalog catalog, QueryProgram program, QueryLimits limits, string scratch, TimeProvider time)
{
    /// <summary>How long a running city may take to commit what it has, before a query reads without.</summary>
    public static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    private readonly QueryWorkerClient _client = new(program, limits, scratch, time);

    public LakeCatalog Catalog => catalog;

    public QueryLimits Limits => limits;

    /// <summary>Has the running city commit what it has, and says why it did not; null where there is none to ask.</summary>
    public Func<CancellationToken, Task<string?>>? Flush { get; init; }

    /// <summary>Starts a query. Its answer must be disposed, which ends its process.</summary>
    /// <exception cref="SensoriumException">
    /// SN5001 a data file is damaged or gone; SN5006 no such version; SN5010 the query failed, with the place of the mistake; SN5011 its
    /// process ended or took too long.
    /// </exception>
    public async Task<QueryAnswer> Ask(LakeQuery query, CancellationToken cancellation = default)
    {
        var sources = query.More;
        string? stale = null;
        if (await catalog.Named(query.Sql, cancellation) is { Count: > 0 } names)
        {
            // What a version or a moment of the past holds, no commit changes.
            if (query.IsFresh && query.AsOf == AsOf.Newest && Flush is { } flush)
            {
                stale = await flush(cancellation);
            }

            sources = sources.With(await catalog.Sources(names, query.AsOf, query.Verifies, cancellation));
        }

        try
        {
            var rows = query.Rows is { } fewer && !(fewer > limits.Rows) ? fewer : limits.Rows;
            var answer = await _client.Ask(query.Sql, sources, query.Mode, rows, cancellation);
            answer.StaleBecause = stale;
            return answer;
        }
        catch (SensoriumException error) when (error.Code == ErrorCodes.QueryFailed && error.Message.Contains("Catalog Error: Table", StringComparison.Ordinal))
        {
            var there = (await catalog.Tables(cancellation)).Where(name => !TableName.IsSideTable(name)).Select(LakeCatalog.ShortName).ToList();
            var nearest = MissingTable().Match(error.Message) is { Success: true } missing ? Spelling.Nearest(missing.Groups[1].Value, there) : null;
            throw new SensoriumException(
                error.Code,
                error.Message.Split('\n')[0], // DuckDB's own guess is among its system tables.
                there.Count == 0 ? "the lake has no tables yet; a command takes another lake with --data."
                    : nearest is not null ? $"did you mean {nearest}? The lake has {string.Join(", ", there)}."
                    : $"the lake has {string.Join(", ", there)}.",
                error)
            {
                Place = error.Place,
            };
        }
    }

    [GeneratedRegex("Table with name (\\S+) does not exist")]
    private static partial Regex MissingTable();
}
