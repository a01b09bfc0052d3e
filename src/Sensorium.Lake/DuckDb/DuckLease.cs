namespace Sensorium.Lake.DuckDb;

/// <summary>A place at a <see cref="DuckPool"/>: a connection and a private folder. Disposed, another has it.</summary>
/// <param name="own">A database of this lease alone, which ends with it; null for the one that is shared.</param>
internal sealed class DuckLease(DuckScratch scratch, DuckConnection connection, SemaphoreSlim places, DuckDatabase? own = null) : IDisposable
{
    public DuckScratch Scratch => scratch;

    public DuckConnection Connection => connection;

    public void Dispose()
    {
        connection.Dispose();
        own?.Dispose();
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
