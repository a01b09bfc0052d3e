using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Delta;

/// <summary>
/// A table's <c>_delta_log</c>: reads the newest whole checkpoint and the commits after it, follows what others commit, and publishes
/// the next version by put-if-absent.
/// </summary>
/// <param name="keepsTombstones">
/// Whether removed files are known. A table that is written for years forgets them when a checkpoint has them.
/// </param>
internal sealed class DeltaLog(IObjectStore objects, string table, string folder, DuckPool bench, bool keepsTombstones = true)
{
    /// <summary>Commits between two checkpoints.</summary>
    public const int CheckpointInterval = 50;

    private DeltaState _state = new(table);
    private long _checkpoint = -1;
    private IReadOnlyList<string> _checkpointKeys = [];

    public string Table => table;

    public string Folder => folder;

    /// <summary>The newest version read, −1 before there is one.</summary>
    public long Version { get; private set; } = -1;

    public bool Exists => Version >= 0;

    public DeltaState State => _state;

    public bool IsCheckpointDue => Version - Math.Max(_checkpoint, 0) >= CheckpointInterval;

    public DeltaSnapshot Snapshot()
    {
        _state.RequireReadable();
        return new(
            table,
            folder,
            Version,
            _state.Columns,
            _state.PartitionColumns,
            [.. _state.Files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)],
            Applications(),
            (string?)_state.Metadata["description"]);
    }

    public IReadOnlyDictionary<string, long> Applications() => _state.Applications.ToDictionary(pair => pair.Key, pair => pair.Value.Version);

    /// <summary>Reads the table as of one version.</summary>
    /// <exception cref="SensoriumException">SN5001 a damaged log; SN5006 a version that is not there.</exception>
    public async ValueTask Load(AsOf asOf, CancellationToken cancellation)
    {
        if (asOf == AsOf.Newest)
        {
            await Refresh(cancellation);
            return;
        }

        var listing = await LogListing.Read(objects, folder, 0, cancellation);
        if (listing.Last < 0)
        {
            return;
        }

        var version = asOf.Version ?? await VersionAt(listing, asOf.Time!.Value, cancellation);
        if (version < listing.First || version > listing.Last)
        {
            throw DeltaErrors.NoVersion(table, $"{version}", $"it has {listing.First} to {listing.Last}");
        }

        await Load(listing, version, cancellation);
    }

    /// <summary>Reads what has come since.</summary>
    /// <exception cref="SensoriumException">SN5001: a damaged log.</exception>
    public async ValueTask Refresh(CancellationToken cancellation)
    {
        if (!Exists)
        {
            var hint = await DeltaCheckpoint.Hint(objects, folder, cancellation);
            var listing = await LogListing.Read(objects, folder, hint ?? 0, cancellation);
            if (hint is { } version && !listing.Checkpoints.ContainsKey(version))
            {
                listing = await LogListing.Read(objects, folder, 0, cancellation);
            }

            if (listing.Last < 0)
            {
                return;
            }

            try
            {
                await Load(listing, listing.Last, cancellation);
            }
            catch (SensoriumException error) when (error.Code == ErrorCodes.DamagedTable && hint is not null && !Exists)
            {
                // The hinted checkpoint cannot be read; what stands below it was not listed yet.
                listing = await LogListing.Read(objects, folder, 0, cancellation);
                await Load(listing, listing.Last, cancellation);
            }

            return;
        }

        while (await objects.Get(KeyOf(Version + 1), cancellation) is { } content)
        {
            Apply(content, Version + 1);
        }
    }

    /// <returns>False where another writer has taken the version; refresh and try again.</returns>
    public async ValueTask<bool> TryPublish(IReadOnlyList<JsonObject> actions, CancellationToken cancellation)
    {
        var content = DeltaCommit.Write(actions);
        if (!await objects.PutIfAbsent(KeyOf(Version + 1), content, cancellation))
        {
            return false;
        }

        Apply(content, Version + 1);
        return true;
    }

    public async ValueTask WriteCheckpoint(long now, CancellationToken cancellation)
    {
        var key = await DeltaCheckpoint.Write(objects, folder, Version, _state, keepsTombstones ? [] : _checkpointKeys, bench, now, cancellation);
        (_checkpoint, _checkpointKeys) = (Version, [key]);
        if (!keepsTombstones)
        {
            _state.Tombstones.Clear();
        }
    }

    /// <summary>A commit's actions; null where it is not there.</summary>
    /// <exception cref="SensoriumException">SN5001: it is damaged.</exception>
    public async ValueTask<IReadOnlyList<JsonObject>?> Commit(long version, CancellationToken cancellation) =>
        await objects.Get(KeyOf(version), cancellation) is { } content ? Parse(content, version) : null;

    private string KeyOf(long version) => $"{folder}/_delta_log/{version:D20}.json";

    private async ValueTask Load(LogListing listing, long upTo, CancellationToken cancellation)
    {
        Exception? broken = null;
        foreach (var (version, parts) in listing.Checkpoints.Where(checkpoint => checkpoint.Key <= upTo).Reverse())
        {
            var state = new DeltaState(table);
            try
            {
                IReadOnlyList<string> keys = [.. parts.Select(part => part.Key)];
                await DeltaCheckpoint.Read(objects, keys, bench, state, keepsTombstones, cancellation);
                (_state, _checkpoint, _checkpointKeys, Version) = (state, version, keys, version);
                broken = null;
                break;
            }
            catch (Exception error) when (error is DuckDbException or FormatException or JsonException or InvalidOperationException)
            {
                // The commits below it say the same, where they are still there.
                broken ??= DeltaErrors.Damaged(table, $"checkpoint {parts[0].Key} cannot be read: {error.Message}", error);
            }
        }

        if (Version < 0 && !listing.Commits.ContainsKey(0))
        {
            throw broken ?? DeltaErrors.Damaged(table, $"it begins at version {listing.Commits.Keys.First()}, without a checkpoint.");
        }

        while (Version < upTo)
        {
            var next = Version + 1;
            var content = listing.Commits.ContainsKey(next) ? await objects.Get(KeyOf(next), cancellation) : null;
            if (content is null)
            {
                throw DeltaErrors.Damaged(table, $"commit {KeyOf(next)} is missing, and there are later ones.");
            }

            Apply(content, next);
        }
    }

    /// <summary>The newest version that was committed at or before a time.</summary>
    private async ValueTask<long> VersionAt(LogListing listing, DateTimeOffset time, CancellationToken cancellation)
    {
        foreach (var (version, entry) in listing.Commits.Reverse())
        {
            if (version >= listing.First && await Commit(version, cancellation) is { } actions && TimeOf(actions, entry) <= time)
            {
                return version;
            }
        }

        throw DeltaErrors.NoVersion(table, $"as of {time.UtcDateTime:O}", "its oldest version is younger");
    }

    /// <summary>When the commit was made: as it says, else the age of its file.</summary>
    public static DateTimeOffset TimeOf(IReadOnlyList<JsonObject> actions, ObjectEntry entry) =>
        DeltaCommit.Info(actions)?["timestamp"] is { } stamp && stamp.GetValueKind() == JsonValueKind.Number
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)stamp)
            : entry.Modified;

    private void Apply(byte[] content, long version)
    {
        try
        {
            foreach (var action in Parse(content, version))
            {
                _state.Apply(action);
            }
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            throw DeltaErrors.Damaged(table, $"commit {KeyOf(version)}: {error.Message}", error);
        }

        Version = version;
    }

    private IReadOnlyList<JsonObject> Parse(byte[] content, long version)
    {
        try
        {
            return DeltaCommit.Read(content);
        }
        catch (FormatException error)
        {
            throw DeltaErrors.Damaged(table, $"commit {KeyOf(version)}: {error.Message}", error);
        }
    }
}
