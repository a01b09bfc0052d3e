using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>A DuckDB in memory for SQL that others wrote: it opens the given files and folders and nothing else, and its settings are locked.</summary>
public sealed class DuckSandbox
{
    private const string SearchPath = "main,processed";

    public int Threads { get; init; } = 1;

    /// <summary>In bytes; beyond it, it spills, where there is a folder for that.</summary>
    public required long Memory { get; init; }

    /// <summary>Made when it spills; null for a database that may not.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>In bytes; null for what DuckDB takes as its limit, a part of the disk.</summary>
    public long? SpillLimit { get; init; }

    /// <summary>False where rows need no order of their own, so that a row group of Parquet can end by its bytes.</summary>
    public bool KeepsOrder { get; init; } = true;

    /// <summary>Files that may be read and written.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Folders whose files may be read and written.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Created, but for <c>main</c> and repetitions. A name is looked for in <c>main</c>, then in <c>processed</c>, which is always there.</summary>
    public IEnumerable<string> Schemas { get; init; } = [];

    /// <summary>Whether errors say where in the statement they are.</summary>
    public bool TellsPlaces { get; init; }

    /// <param name="fill">Makes what the SQL finds: views over the files.</param>
    /// <exception cref="DuckDbException">What DuckDB said.</exception>
    /// <exception cref="Core.SensoriumException">SN5009: DuckDB's library is missing.</exception>
    public DuckDatabase Open(Action<DuckDatabase>? fill = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["threads"] = FormattableString.Invariant($"{Threads}"),
            ["memory_limit"] = FormattableString.Invariant($"{Memory}B"),
            ["preserve_insertion_order"] = KeepsOrder ? "true" : "false",
            ["allow_community_extensions"] = "false",
            ["allow_persistent_secrets"] = "false",
            ["temp_directory"] = SpillFolder ?? "",
        };
        if (SpillLimit is { } limit)
        {
            settings["max_temp_directory_size"] = FormattableString.Invariant($"{limit}B");
        }

        var database = new DuckDatabase(settings);
        try
        {
            database.Execute($"SET allowed_paths = [{string.Join(", ", Paths.Select(DuckSql.Text))}]");
            database.Execute($"SET allowed_directories = [{string.Join(", ", Folders.Select(DuckSql.Text))}]");
            database.Execute("SET enable_external_access = false");
            foreach (var schema in Schemas.Append(TableName.Processed).Distinct().Where(schema => schema != "main"))
            {
                database.Execute($"CREATE SCHEMA {DuckSql.Identifier(schema)}");
            }

            database.Execute($"SET search_path = {DuckSql.Text(SearchPath)}");
            fill?.Invoke(database);
            if (TellsPlaces)
            {
                database.Execute("SET errors_as_json = true");
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
}
