namespace Sensorium.Lake.DuckDb;

/// <summary>A place at a <see cref="DuckPool"/>: a connection and a private folder. Disposed, another has it.</summary>
internal sealed class DuckLease(DuckScratch scratch, DuckConnection connection, SemaphoreSlim places) : IDisposable
{
    public DuckScratch Scratch => scratch;

    public DuckConnection Connection => connection;

    public void Dispose()
    {
        connection.Dispose();
        try
        {
            scratch.Dispose();
        }
        finally
        {
            places.Release();
        }
    }
}
