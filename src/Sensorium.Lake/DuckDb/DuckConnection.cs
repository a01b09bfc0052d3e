using System.Runtime.InteropServices;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// A connection to a <see cref="DuckDatabase"/>. One statement at a time, on one thread; only <see cref="Interrupt"/> and the tokens
/// given to statements may come from others.
/// </summary>
public sealed unsafe class DuckConnection : IDisposable
{
    /// <summary>DuckDB's number for statements of this kind.</summary>
    private const int Select = 1;

    internal DuckConnection(DuckConnectionHandle handle) => Handle = handle;

    internal DuckConnectionHandle Handle { get; }

    /// <summary>Runs one or more statements, and forgets their rows.</summary>
    /// <exception cref="DuckDbException">What DuckDB said.</exception>
    /// <exception cref="OperationCanceledException">The token asked for the end.</exception>
    public void Execute(string sql, CancellationToken cancellation = default)
    {
        using var interrupt = InterruptOn(cancellation);
        ResultState result;
        var state = Native.Query(Handle, sql, &result);
        var message = state == 0 ? null : ErrorOf(&result);
        Native.DestroyResult(&result);
        if (state != 0)
        {
            throw Failure(message, cancellation);
        }
    }

    /// <summary>
    /// Runs one query; its rows come in chunks as they are made. Until the result is disposed the connection takes no other statement.
    /// </summary>
    /// <exception cref="DuckDbException">What DuckDB said; also from the result, for a row that fails.</exception>
    /// <exception cref="OperationCanceledException">The token asked for the end; also from the result.</exception>
    public DuckResult Read(string sql, CancellationToken cancellation = default)
    {
        var statement = Prepare(sql, cancellation);
        try
        {
            var shape = ResultColumns.Of(statement);
            if (shape.NeedsCasts)
            {
                Native.DestroyPrepared(ref statement);
                statement = Prepare(shape.Casting(sql), cancellation);
                shape = shape.Named(ResultColumns.Of(statement));
            }

            return new(this, statement, shape, cancellation);
        }
        catch
        {
            Native.DestroyPrepared(ref statement);
            throw;
        }
    }

    /// <summary>All rows of a query as text, as DuckDB casts to VARCHAR.</summary>
    public DuckRows Query(string sql, CancellationToken cancellation = default)
    {
        List<string> names = [];
        List<string> types = [];
        var body = ResultColumns.Body(sql);
        using (var described = Read($"DESCRIBE SELECT * FROM (\n{body}\n)", cancellation))
        {
            foreach (var batch in described.Batches())
            {
                for (var row = 0; row < batch.Count; row++)
                {
                    names.Add(batch.Text(0)[row].ToString());
                    types.Add(batch.Text(1)[row].ToString());
                }
            }
        }

        var rows = new List<string?[]>();
        var columns = string.Join(", ", names.Select((_, i) => $"CAST(#{i + 1} AS VARCHAR)"));
        using var result = Read($"SELECT {columns} FROM (\n{body}\n)", cancellation);
        foreach (var batch in result.Batches())
        {
            for (var row = 0; row < batch.Count; row++)
            {
                var texts = new string?[names.Count];
                for (var column = 0; column < texts.Length; column++)
                {
                    texts[column] = batch.Columns[column].IsValid(row) ? batch.Text(column)[row].ToString() : null;
                }

                rows.Add(texts);
            }
        }

        return new(names, types, rows);
    }

    /// <inheritdoc cref="DuckDatabase.IsSelect"/>
    /// <exception cref="DuckDbException">It is no statement, or more than one.</exception>
    internal bool IsSelect(string sql)
    {
        var statement = Prepare(sql, default);
        var type = Native.PreparedType(statement);
        Native.DestroyPrepared(ref statement);
        return type == Select;
    }

    /// <summary>Ends the running statement, which then throws. From any thread; nothing happens where none runs.</summary>
    public void Interrupt()
    {
        if (!Handle.IsClosed)
        {
            Native.Interrupt(Handle);
        }
    }

    public void Dispose() => Handle.Dispose();

    internal static string? ErrorOf(ResultState* result) => Marshal.PtrToStringUTF8(Native.ResultError(result));

    internal static Exception Failure(string? message, CancellationToken cancellation) => cancellation.IsCancellationRequested
        ? new OperationCanceledException(cancellation)
        : new DuckDbException(message ?? "The statement failed.");

    internal CancellationTokenRegistration InterruptOn(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return cancellation.Register(static connection => ((DuckConnection)connection!).Interrupt(), this);
    }

    private nint Prepare(string sql, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Native.Prepare(Handle, sql, out var statement) == 0)
        {
            return statement;
        }

        var message = Marshal.PtrToStringUTF8(Native.PrepareError(statement));
        Native.DestroyPrepared(ref statement);
        throw Failure(message, cancellation);
    }
}
