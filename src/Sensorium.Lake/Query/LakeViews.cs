using System.Globalization;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>
/// Looks at a lake's tables as they are at a moment, with the rows of running pipelines that no commit holds yet: each row once. One look
/// at a time. The DuckDB behind it can read the lake's folder and nothing else, writes nothing but what it spills, and its settings cannot
/// be changed; it is opened when somebody looks, and closed by <see cref="Rest"/>.
/// </summary>
/// <param name="lake">Full path of the lake's folder.</param>
/// <param name="scratch">Where DuckDB spills.</param>
public sealed class LakeViews(IObjectStore objects, DeltaTableStore tables, string lake, string scratch) : IDisposable
{
    private const long MemoryBytes = 96 << 20;
    private const long SpillBytes = 256 << 20;

    /// <summary>Versions after which a table's log is read anew, so that what was removed from it long ago is forgotten.</summary>
    private const long FollowedVersions = 1000;

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, (DeltaLog Log, long Since)> _logs = new(StringComparer.Ordinal);
    private readonly LakeCatalog _catalog = new(objects, tables);
    private readonly string _spill = Path.Combine(Path.GetFullPath(scratch), $"spill-{Guid.NewGuid():N}");
    private DuckDatabase? _database;

    public LakeCatalog Catalog => _catalog;

    /// <summary>
    /// Makes the tables ready for queries. Of a table with a TIMESTAMP column, the first one, it holds the rows of a span of that time.
    /// </summary>
    /// <param name="names">Full names; one that is not there is left out.</param>
    /// <param name="tails">Of running pipelines, taken before this call; empty for committed rows alone.</param>
    /// <param name="after">Rows at or before it are left out.</param>
    /// <param name="until">Rows after it are left out; null for none.</param>
    /// <exception cref="SensoriumException">SN5001 a table is damaged; SN5002, SN5003 it cannot be read; SN5009 DuckDB is missing.</exception>
    public async ValueTask<LakeView> Look(
        IReadOnlyList<string> names, IReadOnlyList<TableTail> tails, EventTime after, EventTime? until, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        var relations = new List<BatchRelation>();
        try
        {
            var database = _database ??= Open();
            foreach (var name in names)
            {
                if (await Sql(name, [.. tails.Where(tail => tail.Table == name)], after, until, relations, cancellation) is { } sql)
                {
                    database.Execute($"CREATE OR REPLACE VIEW {Qualified(name)} AS {sql}", cancellation);
                }
                else
                {
                    database.Execute($"DROP VIEW IF EXISTS {Qualified(name)}", cancellation);
                }
            }

            return new(database, relations, () => _one.Release());
        }
        catch
        {
            relations.ForEach(relation => relation.Dispose());
            _one.Release();
            throw;
        }
    }

    /// <summary>Gives the memory back until somebody looks again.</summary>
    public async ValueTask Rest(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            _database?.Dispose();
            _database = null;
            _logs.Clear();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _database?.Dispose();
        _one.Dispose();
    }

    private static string Qualified(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return $"{DuckSql.Identifier(name[..dot])}.{DuckSql.Identifier(name[(dot + 1)..])}";
    }

    private static string Instant(EventTime time) => $"CAST({DuckSql.Text(time.ToString())} AS TIMESTAMPTZ)";

    private async ValueTask<string?> Sql(
        string name, IReadOnlyList<TableTail> tails, EventTime after, EventTime? until, List<BatchRelation> relations, CancellationToken cancellation)
    {
        var parts = new List<string>();
        IReadOnlyDictionary<string, long> committed = new Dictionary<string, long>();
        string? time = null;
        if (await Snapshot(name, cancellation) is { } snapshot)
        {
            time = snapshot.Columns.FirstOrDefault(column => column.Kind == TypeKind.Timestamp)?.Name;
            committed = snapshot.Applications;
            var cut = time is null ? snapshot : snapshot with { Files = [.. snapshot.Files.Where(file => FileTimes.May(file, time, after, until))] };
            parts.Add(_catalog.Source("", name, cut).Views[0].Sql);
        }

        foreach (var tail in tails.Where(tail => tail.Rows.Count > 0 && committed.GetValueOrDefault(tail.ApplicationId) == tail.Epoch))
        {
            time ??= tail.Schema.Fields.FirstOrDefault(field => field.Type == TypeKind.Timestamp)?.Name;
            relations.Add(new(tail.Schema, tail.Rows));
            parts.Add($"SELECT * FROM {relations[^1].Sql}");
        }

        if (parts.Count == 0 && tails.Count > 0)
        {
            relations.Add(new(tails[0].Schema, []));
            parts.Add($"SELECT * FROM {relations[^1].Sql}");
        }

        if (parts.Count == 0)
        {
            return null;
        }

        var all = string.Join(" UNION ALL BY NAME ", parts.Select(part => $"SELECT * FROM ({part})"));
        return time is null
            ? all
            : $"SELECT * FROM ({all}) WHERE {DuckSql.Identifier(time)} > {Instant(after)}{(until is { } end ? $" AND {DuckSql.Identifier(time)} <= {Instant(end)}" : "")}";
    }

    private async ValueTask<DeltaSnapshot?> Snapshot(string name, CancellationToken cancellation)
    {
        if (!_logs.TryGetValue(name, out var known) || known.Log.Version - known.Since > FollowedVersions)
        {
            var log = tables.Log(name);
            await log.Refresh(cancellation);
            _logs[name] = known = (log, log.Version);
        }
        else
        {
            await known.Log.Refresh(cancellation);
        }

        return known.Log.Exists ? known.Log.Snapshot() : null;
    }

    private DuckDatabase Open() => new DuckSandbox
    {
        Memory = MemoryBytes,
        SpillFolder = _spill,
        SpillLimit = SpillBytes,
        Folders = [lake.TrimEnd('/') + "/"],
        Schemas = LakeCatalog.Layers,
    }.Open();
}
