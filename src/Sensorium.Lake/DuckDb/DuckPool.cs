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

    /// <summary>Pieces of work after which a new database begins: the end of one gives the memory back that its allocator keeps.</summary>
    private const int Lifetime = 64;

    /// <summary>Epochs that are written at once.</summary>
    private const int Writers = 2;

    private readonly string _spill = Path.Combine(Path.GetFullPath(scratch), $"spill-{Guid.NewGuid():N}");
    private readonly SemaphoreSlim _writers = new(Writers);
    private readonly SemaphoreSlim _keepers = new(1);
    private readonly Lock _gate = new();
    private DuckDatabase? _database;
    private int _works;
    private bool _isDisposed;

    public string Scratch => scratch;

    /// <summary>The folder in there that the database spills into.</summary>
    public string Spill => _spill;

    /// <summary>A place to work, when one is free.</summary>
    /// <param name="isUpkeep">Merging, which may take long: it has one place, and no epoch waits for it.</param>
    public async ValueTask<DuckLease> Take(bool isUpkeep, CancellationToken cancellation)
    {
        var places = isUpkeep ? _keepers : _writers;
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

            _database = Open();
            return _database.Connect();
        }
    }

    private DuckDatabase Open() => new(new Dictionary<string, string>
    {
        ["threads"] = "1",
        ["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{MemoryBytes}B"),
        ["temp_directory"] = _spill,

        // A file is read once, by the merge that replaces it.
        ["enable_external_file_cache"] = "false",

        // Rows come in the order of the files all the same, on one thread; only so a row group can end by its bytes.
        ["preserve_insertion_order"] = "false",
    });
}
