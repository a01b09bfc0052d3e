using System.Reflection;
using System.Runtime.InteropServices;

namespace Sensorium.Benchmarks.Decode;

/// <summary>As much of DuckDB's C API as asks it a question with one number for an answer.</summary>
internal sealed unsafe partial class DuckDb : IDisposable
{
    private static string? _library;
    private nint _database;
    private nint _connection;

    public DuckDb(string library, int threads)
    {
        if (_library is null)
        {
            NativeLibrary.SetDllImportResolver(typeof(DuckDb).Assembly, static (_, _, _) => NativeLibrary.Load(_library!));
        }

        _library = library;
        if (Open(null, out _database) != 0 || Connect(_database, out _connection) != 0)
        {
            throw new InvalidOperationException("DuckDB does not open.");
        }

        Ask($"SET threads = {threads}");
        Ask("SET preserve_insertion_order = false");
    }

    /// <summary>The library that the build lays beside the program.</summary>
    public static bool TryFind(out string? library)
    {
        library = Directory.EnumerateFiles(AppContext.BaseDirectory, "libduckdb.*").FirstOrDefault();
        return library is not null;
    }

    /// <summary>The first value of the first row; 0 where there is none.</summary>
    public double Ask(string sql)
    {
        // Larger than duckdb_result is.
        var result = stackalloc byte[256];
        try
        {
            return Query(_connection, sql, result) == 0
                ? ValueDouble(result, 0, 0)
                : throw new InvalidOperationException(Marshal.PtrToStringUTF8(ResultError(result)));
        }
        finally
        {
            DestroyResult(result);
        }
    }

    public void Dispose()
    {
        Disconnect(ref _connection);
        Close(ref _database);
    }

    [LibraryImport("duckdb", EntryPoint = "duckdb_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string? path, out nint database);

    [LibraryImport("duckdb", EntryPoint = "duckdb_close")]
    private static partial void Close(ref nint database);

    [LibraryImport("duckdb", EntryPoint = "duckdb_connect")]
    private static partial int Connect(nint database, out nint connection);

    [LibraryImport("duckdb", EntryPoint = "duckdb_disconnect")]
    private static partial void Disconnect(ref nint connection);

    [LibraryImport("duckdb", EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Query(nint connection, string sql, byte* result);

    [LibraryImport("duckdb", EntryPoint = "duckdb_result_error")]
    private static partial nint ResultError(byte* result);

    [LibraryImport("duckdb", EntryPoint = "duckdb_value_double")]
    private static partial double ValueDouble(byte* result, ulong column, ulong row);

    [LibraryImport("duckdb", EntryPoint = "duckdb_destroy_result")]
    private static partial void DestroyResult(byte* result);
}
