namespace Sensorium.Lake.DuckDb;

/// <summary>
/// A DuckDB in memory or in a file. Extensions are neither fetched nor loaded; times are UTC. Statements go through connections, one
/// at a time each; the database itself has one for what needs no second.
/// </summary>
public sealed class DuckDatabase : IDisposable
{
    private readonly DuckDatabaseHandle _handle;
    private readonly DuckConnection _main;

    /// <param name="settings">DuckDB's settings by name, such as <c>threads</c>, <c>memory_limit</c>, <c>temp_directory</c>.</param>
    /// <param name="path">A database file, or <c>:memory:</c>.</param>
    /// <exception cref="DuckDbException">A setting is refused, or the file is no database.</exception>
    /// <exception cref="Core.SensoriumException">SN5009: DuckDB's library is missing.</exception>
    public DuckDatabase(IReadOnlyDictionary<string, string> settings, string path = ":memory:")
    {
        _ = Native.CreateConfig(out var config);
        try
        {
            Set(config, "autoinstall_known_extensions", "false");
            Set(config, "autoload_known_extensions", "false");
            foreach (var (name, value) in settings)
            {
                Set(config, name, value);
            }

            if (Native.Open(path, out var database, config, out var error) != 0)
            {
                throw new DuckDbException(Native.TakeText(error));
            }

            _handle = new(database);
        }
        finally
        {
            Native.DestroyConfig(ref config);
        }

        try
        {
            _main = Connect();
            BatchScan.Register(_main.Handle);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>One more connection, for another thread.</summary>
    public DuckConnection Connect()
    {
        if (Native.Connect(_handle, out var connection) != 0)
        {
            throw new DuckDbException("DuckDB refuses a connection.");
        }

        var result = new DuckConnection(new(connection));

        // Not a setting of the start: the time zones are loaded after it.
        result.Execute("SET TimeZone = 'UTC'");
        return result;
    }

    /// <inheritdoc cref="DuckConnection.Execute"/>
    public void Execute(string sql, CancellationToken cancellation = default) => _main.Execute(sql, cancellation);

    /// <inheritdoc cref="DuckConnection.Read"/>
    public DuckResult Read(string sql, CancellationToken cancellation = default) => _main.Read(sql, cancellation);

    /// <inheritdoc cref="DuckConnection.Query"/>
    public DuckRows Query(string sql, CancellationToken cancellation = default) => _main.Query(sql, cancellation);

    /// <summary>The connection for what needs no second.</summary>
    internal DuckConnection Main => _main;

    /// <summary>Whether a text is one SELECT, or what DuckDB takes for one: SHOW, DESCRIBE, SUMMARIZE.</summary>
    /// <exception cref="DuckDbException">It is no statement, or more than one.</exception>
    public bool IsSelect(string sql) => _main.IsSelect(sql);

    public void Dispose()
    {
        _main.Dispose();
        _handle.Dispose();
    }

    private static void Set(nint config, string name, string value)
    {
        if (Native.SetConfig(config, name, value) != 0)
        {
            throw new DuckDbException($"DuckDB refuses the setting {name} = '{value}'.");
        }
    }
}
