using System.Runtime.InteropServices;

namespace Sensorium.Lake.DuckDb;

/// <summary>A DuckDB in memory with one connection. Not thread-safe: one statement at a time.</summary>
public sealed unsafe class DuckDatabase : IDisposable
{
    private nint _database;
    private nint _connection;

    /// <param name="options">DuckDB's settings by name, such as <c>threads</c>, <c>memory_limit</c>, <c>temp_directory</c>.</param>
    /// <exception cref="DuckDbException">A setting is refused, or the library is absent.</exception>
    public DuckDatabase(IReadOnlyDictionary<string, string> options)
    {
        Native.CreateConfig(out var config);
        foreach (var (name, value) in options)
        {
            if (Native.SetConfig(config, name, value) != 0)
            {
                throw new DuckDbException($"DuckDB refuses the setting {name} = '{value}'.");
            }
        }

        var state = Native.Open(":memory:", out _database, config, out var error);
        Native.DestroyConfig(ref config);
        if (state != 0)
        {
            var message = Marshal.PtrToStringUTF8(error) ?? "DuckDB cannot start.";
            Native.Free(error);
            throw new DuckDbException(message);
        }

        Native.Connect(_database, out _connection);

        // Not a setting of the start: the time zones are loaded after it.
        Execute("SET TimeZone = 'UTC'");
    }

    internal nint Connection => _connection;

    public void Execute(string sql)
    {
        Native.Result result;
        var state = Native.Query(_connection, sql, &result);
        var message = state == 0 ? null : Marshal.PtrToStringUTF8(Native.ResultError(&result));
        Native.DestroyResult(&result);
        if (state != 0)
        {
            throw new DuckDbException(message ?? "The statement failed.");
        }
    }

    /// <summary>All rows of a query as text, as DuckDB casts to VARCHAR; null for NULL.</summary>
    public DuckRows Query(string sql)
    {
        // Types only: the rows come cast to text, which every type has.
        Native.Result shape;
        if (Native.Query(_connection, $"DESCRIBE {sql}", &shape) != 0)
        {
            var message = Marshal.PtrToStringUTF8(Native.ResultError(&shape));
            Native.DestroyResult(&shape);
            throw new DuckDbException(message ?? "The query failed.");
        }

        var described = ReadTexts(&shape);
        var names = described.Select(row => row[0]!).ToList();
        var types = described.Select(row => row[1]!).ToList();
        var columns = string.Join(", ", names.Select((_, i) => $"CAST(c{i} AS VARCHAR)"));
        var aliases = string.Join(", ", names.Select((_, i) => $"c{i}"));
        Native.Result result;
        if (Native.Query(_connection, $"SELECT {columns} FROM ({sql}) AS q({aliases})", &result) != 0)
        {
            var message = Marshal.PtrToStringUTF8(Native.ResultError(&result));
            Native.DestroyResult(&result);
            throw new DuckDbException(message ?? "The query failed.");
        }

        return new(names, types, ReadTexts(&result));
    }

    public void Dispose()
    {
        Native.Disconnect(ref _connection);
        Native.Close(ref _database);
    }

    /// <summary>Reads and destroys a result of text columns.</summary>
    private static List<string?[]> ReadTexts(Native.Result* result)
    {
        var rows = new List<string?[]>();
        var columns = (int)Native.ColumnCount(result);
        while (Native.FetchChunk(*result) is var chunk && chunk != 0)
        {
            var count = (int)Native.ChunkSize(chunk);
            var first = rows.Count;
            for (var row = 0; row < count; row++)
            {
                rows.Add(new string?[columns]);
            }

            for (var column = 0; column < columns; column++)
            {
                var vector = Native.ChunkVector(chunk, (ulong)column);
                var texts = (byte*)Native.VectorData(vector);
                var validity = Native.VectorValidity(vector);
                for (var row = 0; row < count; row++)
                {
                    if (validity is null || ((validity[row >> 6] >> row) & 1) != 0)
                    {
                        rows[first + row][column] = TextAt(texts + (row * 16L));
                    }
                }
            }

            Native.DestroyChunk(ref chunk);
        }

        Native.DestroyResult(result);
        return rows;
    }

    /// <summary>A string is 16 bytes: its length, then itself where that is at most 12, else four bytes of it and its address.</summary>
    private static string TextAt(byte* text)
    {
        var length = *(int*)text;
        return Marshal.PtrToStringUTF8(length <= 12 ? (nint)(text + 4) : *(nint*)(text + 8), length);
    }
}
