using System.Globalization;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// The one DuckDB that the tables of a store write, merge and check Parquet with. It has no threads of its own; what is done at once is
/// bounded, so that its memory is too, however many tables there are.
/// </summary>
/// <param name="scratch">Where the work gets its private folders.</param>
internal sealed class DuckPool(string scratch) : IDisposable
{
    /// <summary>All of its work together; beyond it, it spills.</summary>
    private const long MemoryBytes = 128 << 20;

    /// <summary>
    /// One piece of work that does not fit there, alone. DuckDB holds a value that is written about four times and cannot spill it meanwhile,
    /// so that this is enough for values of 200 MiB; the largest record of a stream has 16.
    /// </summary>
    private const long LargeMemoryBytes = 1L << 30;

    /// <summary>Pieces of work after which a new database begins: the end of one gives the memory back that its allocator keeps.</summary>
    private const int Lifetime = 64;

    /// <summary>Epochs that are written at once.</summary>
    private const int Writers = 2;

    private readonly string _spill = Path.Combine(Path.GetFullPath(scratch), $"spill-{Guid.NewGuid():N}");
    private readonly SemaphoreSlim _writers = new(Writers);
    private readonly SemaphoreSlim _upkeep = new(1);
    private readonly SemaphoreSlim _large = new(1);
    private readonly Lock _gate = new();
    private DuckDatabase? _database;
    private int _works;
    private bool _isDisposed;

    public string Scratch => scratch;

    /// <summary>The folder in there that the database spills into.</summary>
    public string Spill => _spill;

    /// <summary>Does a piece of work, and where its memory was not enough does it again with more.</summary>
    /// <param name="isUpkeep">Merging, which may take long: it has one place, and no epoch waits for it.</param>
    /// <param name="work">May run twice; what it has done the first time is then only a file that nobody names.</param>
    /// <exception cref="DuckDbException">Also where that was not enough either.</exception>
    public async ValueTask<T> Run<T>(bool isUpkeep, Func<DuckLease, ValueTask<T>> work, CancellationToken cancellation)
    {
        try
        {
            using var lease = await Take(isUpkeep, cancellation);
            return await work(lease);
        }
        catch (DuckDbException error) when (error.IsOutOfMemory)
        {
            using var lease = await TakeLarge(cancellation);
            return await work(lease);
        }
    }

    /// <summary>A place to work, when one is free.</summary>
    /// <param name="isUpkeep">Merging, which may take long: it has one place, and no epoch waits for it.</param>
    public async ValueTask<DuckLease> Take(bool isUpkeep, CancellationToken cancellation)
    {
        var places = isUpkeep ? _upkeep : _writers;
        await places.WaitAsync(cancellation);
        try
        {
            var folder = new DuckScratch(scratch);
            try
            {
                return new(folder, Connect(), places);
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    /// <summary>Ends the database. Work that is under way ends as it would have.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _database?.Dispose();
            _database = null;
        }
    }

    private async ValueTask<DuckLease> TakeLarge(CancellationToken cancellation)
    {
        await _large.WaitAsync(cancellation);
        DuckScratch? folder = null;
        DuckDatabase? database = null;
        try
        {
            folder = new(scratch);
            database = Open(LargeMemoryBytes, Path.Combine(folder.Folder, "spill"));
            return new(folder, database.Connect(), _large, database);
        }
        catch
        {
            database?.Dispose();
            folder?.Dispose();
            _large.Release();
            throw;
        }
    }

    private DuckConnection Connect()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_works++ % Lifetime == 0)
            {
                _database?.Dispose();
                _database = null;
            }

            if (_database is { } standing)
            {
                try
                {
                    return standing.Connect();
                }
                catch (DuckDbException)
                {
                    // An internal error, as a damaged file can cause, has ended that database for all. The next one knows nothing of it.
                    standing.Dispose();
                }
            }

            _database = Open(MemoryBytes, _spill);
            return _database.Connect();
        }
    }

    private static DuckDatabase Open(long memory, string spill) => new(new Dictionary<string, string>
    {
        ["threads"] = "1",
        ["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{memory}B"),
        ["temp_directory"] = spill,

        // A file is read once, by the merge that replaces it.
        ["enable_external_file_cache"] = "false",

        // Rows come in the order of the files all the same, on one thread; only so a row group can end by its bytes.
        ["preserve_insertion_order"] = "false",
    });
}
