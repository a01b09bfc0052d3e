using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>The tables of a lake by their full names: <c>raw.x</c>, <c>processed.x</c>, <c>final.x</c>, each in the folder <c>layer/x</c>.</summary>
public sealed partial class LakeCatalog(IObjectStore objects, DeltaTableStore tables)
{
    public const string DefaultLayer = TableName.Processed;

    public static IReadOnlyList<string> Layers { get; } = [TableName.Raw, DefaultLayer, TableName.Final];

    /// <summary>Where a table lies, relative to the lake.</summary>
    /// <exception cref="ArgumentException">It cannot be the name of a table.</exception>
    public static string FolderOf(string table) => TableName.FolderOf(FullName(table));

    /// <summary>The name with its layer, which may be left out for <c>processed.</c></summary>
    public static string FullName(string table) => table.Contains('.', StringComparison.Ordinal) ? table : $"{DefaultLayer}.{table}";

    /// <summary>The name without <c>processed.</c></summary>
    public static string ShortName(string table) => TableName.ShortOf(table);

    /// <summary>Full names of all tables, by layer and name.</summary>
    public async ValueTask<IReadOnlyList<string>> Tables(CancellationToken cancellation = default)
    {
        var names = new List<string>();
        foreach (var layer in Layers)
        {
            var after = $"{layer}/";
            while (await First($"{layer}/", after, cancellation) is { } key)
            {
                var end = key.IndexOf('/', layer.Length + 1);
                var name = end < 0 ? null : key[(layer.Length + 1)..end];
                if (name is not null && await First($"{layer}/{name}/_delta_log/", "", cancellation) is not null)
                {
                    names.Add($"{layer}.{name}");
                }

                // '0' comes right after '/', so the folder is skipped.
                after = name is null ? key : $"{layer}/{name}0";
            }
        }

        return names;
    }

    /// <summary>A table of the lake, by its full name or without <c>processed.</c></summary>
    /// <exception cref="SensoriumException">SN5013: there is none.</exception>
    public async ValueTask<DeltaSnapshot> Table(string name, AsOf asOf = default, CancellationToken cancellation = default) =>
        (TableName.IsFull(FullName(name)) ? await tables.Snapshot(FullName(name), asOf, cancellation) : null) ?? throw await Unknown(name, cancellation);

    public async ValueTask<SensoriumException> Unknown(string name, CancellationToken cancellation = default)
    {
        // As they are called: without their layer where that is the default.
        string[] there = [.. (await Tables(cancellation)).Select(ShortName)];
        return new("SN5013", $"the lake has no table {FullName(name)}.", $"{Spelling.Advice(ShortName(name), there)} Another lake is named with --data.");
    }

    /// <summary>The tables that a query may mean: those whose names stand in its text; all where it asks which there are.</summary>
    public async ValueTask<IReadOnlyList<string>> Named(string sql, CancellationToken cancellation = default)
    {
        var all = await Tables(cancellation);
        return AsksForNames().IsMatch(sql)
            ? all
            : [.. all.Where(name => IsNamed(sql, name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]))];
    }

    /// <summary>Tables as views of a query.</summary>
    /// <param name="names">Full names.</param>
    /// <param name="verifies">Whether each file is compared with its checksum first.</param>
    /// <exception cref="SensoriumException">SN5001: a file is gone, or compared and damaged.</exception>
    public async ValueTask<QuerySources> Sources(
        IReadOnlyList<string> names, AsOf asOf = default, bool verifies = false, CancellationToken cancellation = default)
    {
        var sources = QuerySources.None;
        foreach (var name in names)
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var snapshot = await Table(name, asOf, cancellation);
            var source = Source(name[..dot], name[(dot + 1)..], snapshot);
            sources = sources.With(verifies ? source with { Unchecked = await Verify(snapshot, cancellation) } : source);
        }

        return sources;
    }

    /// <summary>Compares a snapshot's files with their checksums.</summary>
    /// <returns>Files that have none.</returns>
    /// <exception cref="SensoriumException">SN5001: a file is not what was written.</exception>
    public async ValueTask<int> Verify(DeltaSnapshot snapshot, CancellationToken cancellation = default)
    {
        foreach (var file in snapshot.Files)
        {
            if (await FileChecksum.Fault(objects, snapshot.Folder, file, cancellation) is { } fault)
            {
                throw DeltaErrors.DamagedFile(snapshot.Table, file.Path, fault);
            }
        }

        return snapshot.Files.Count(file => file.Checksum is null);
    }

    /// <summary>A snapshot as the view of a query.</summary>
    /// <exception cref="SensoriumException">SN5001 a data file is gone; SN5007 one lies elsewhere.</exception>
    public QuerySources Source(string schema, string name, DeltaSnapshot snapshot)
    {
        var paths = new List<string>();
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in snapshot.Files)
        {
            if (!DeltaPath.IsInside(file.Path))
            {
                throw DeltaErrors.Outside(snapshot.Table, file.Path);
            }

            var path = objects.LocalPath($"{snapshot.Folder}/{file.Path}")
                ?? throw DeltaErrors.Damaged(snapshot.Table, $"its data file {file.Path} is gone.");
            known[file.Path] = path;
            paths.Add(path);
        }

        return new([new(schema, name, SnapshotScan.Sql(snapshot, file => known[file.Path]))], paths, snapshot.Files.Sum(file => file.Size));
    }

    /// <summary>Whether a name stands in SQL as a word, or in quotes, where a quote of its own stands twice.</summary>
    private static bool IsNamed(string sql, string name) =>
        Regex.IsMatch(sql, $@"(?<!\w){Regex.Escape(name)}(?!\w)", RegexOptions.IgnoreCase)
        || sql.Contains(DuckSql.Identifier(name), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\bSHOW\b|\binformation_schema\b|\bduckdb_\w+", RegexOptions.IgnoreCase)]
    private static partial Regex AsksForNames();

    private async ValueTask<string?> First(string prefix, string after, CancellationToken cancellation)
    {
        await foreach (var entry in objects.List(prefix, after.Length == 0 ? null : after, cancellation))
        {
            return entry.Key;
        }

        return null;
    }
}
