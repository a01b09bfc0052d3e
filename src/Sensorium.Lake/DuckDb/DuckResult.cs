using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// The rows of a query, made as they are read. Types without a form here come as text; whole numbers wider than 64 bits as
/// <see cref="TypeKind.BigInt"/>, and one that does not fit is an error; decimals of up to 15 digits as doubles, longer ones as text.
/// </summary>
public sealed unsafe class DuckResult : IDisposable
{
    private readonly DuckConnection _connection;
    private readonly ResultColumns _shape;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _interrupt;
    private nint _statement;
    private ResultState _result;

    internal DuckResult(DuckConnection connection, nint statement, ResultColumns shape, CancellationToken cancellation)
    {
        (_connection, _shape, _cancellation) = (connection, shape, cancellation);
        _interrupt = connection.InterruptOn(cancellation);
        ResultState result;
        if (Native.ExecuteStreaming(statement, &result) != 0)
        {
            var message = DuckConnection.ErrorOf(&result);
            Native.DestroyResult(&result);
            _interrupt.Dispose();
            throw DuckConnection.Failure(message, cancellation);
        }

        (_statement, _result) = (statement, result);
    }

    /// <summary>Names are made unique, as a schema wants them.</summary>
    public Schema Schema => _shape.Schema;

    /// <summary>Replaces the batch's rows by the next ones, at most 2,048.</summary>
    /// <param name="batch">A batch of <see cref="Schema"/>.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="DuckDbException">A row failed.</exception>
    public bool Next(Batch batch)
    {
        ObjectDisposedException.ThrowIf(_statement == 0, this);
        batch.Clear();
        var chunk = Native.FetchChunk(_result);
        if (chunk == 0)
        {
            fixed (ResultState* result = &_result)
            {
                return DuckConnection.ErrorOf(result) is { Length: > 0 } message ? throw DuckConnection.Failure(message, _cancellation) : false;
            }
        }

        try
        {
            ChunkReader.Read(chunk, _shape, batch);
        }
        finally
        {
            Native.DestroyChunk(ref chunk);
        }

        GC.KeepAlive(_connection);
        return batch.Count > 0;
    }

    /// <summary>The rows in batches of their own.</summary>
    public IEnumerable<Batch> Batches()
    {
        while (true)
        {
            var batch = new Batch(Schema);
            if (!Next(batch))
            {
                yield break;
            }

            yield return batch;
        }
    }

    public void Dispose()
    {
        if (_statement == 0)
        {
            return;
        }

        _interrupt.Dispose();
        fixed (ResultState* result = &_result)
        {
            Native.DestroyResult(result);
        }

        Native.DestroyPrepared(ref _statement);
        _statement = 0;
    }
}
