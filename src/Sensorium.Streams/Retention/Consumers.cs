using System.Text.Json;
using Sensorium.Core.Files;

namespace Sensorium.Streams.Retention;

/// <summary>
/// The registered pipelines and how far each has committed. Pipelines give their positions anew when they start; the file holds back
/// retention until they have, and may be behind, never ahead.
/// </summary>
internal sealed class Consumers
{
    internal const string FileName = "consumers.json";

    private readonly Lock _gate = new();
    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly int _partitions;
    private readonly SortedDictionary<string, long[]> _offsets;
    private bool _changed;

    internal Consumers(IFileSystem files, string folder, int partitions)
    {
        (_files, _path, _partitions) = (files, $"{folder}/{FileName}", partitions);
        _offsets = files.FileExists(_path) ? Load() : new(StringComparer.Ordinal);
    }

    internal IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _offsets.Keys];
            }
        }
    }

    internal ConsumerFloor Floor(int partition)
    {
        lock (_gate)
        {
            var floor = new ConsumerFloor(null, long.MaxValue);
            foreach (var (pipeline, offsets) in _offsets)
            {
                floor = offsets[partition] < floor.Offset ? new(pipeline, offsets[partition]) : floor;
            }

            return floor;
        }
    }

    /// <summary>The pipeline furthest ahead.</summary>
    internal ConsumerFloor Ceiling(int partition)
    {
        lock (_gate)
        {
            var ceiling = new ConsumerFloor(null, 0);
            foreach (var (pipeline, offsets) in _offsets)
            {
                ceiling = offsets[partition] > ceiling.Offset ? new(pipeline, offsets[partition]) : ceiling;
            }

            return ceiling;
        }
    }

    internal void Register(string pipeline)
    {
        lock (_gate)
        {
            // Saved even where it stands already: an earlier save may have failed.
            _changed |= _offsets.TryAdd(pipeline, new long[_partitions]);
            Save();
        }
    }

    internal void Deregister(string pipeline)
    {
        lock (_gate)
        {
            _changed |= _offsets.Remove(pipeline);
            Save();
        }
    }

    internal void Commit(string pipeline, int partition, long offset)
    {
        lock (_gate)
        {
            var offsets = _offsets.TryGetValue(pipeline, out var registered)
                ? registered
                : throw new InvalidOperationException($"Pipeline '{pipeline}' is not registered.");
            _changed |= offsets[partition] != offset;
            offsets[partition] = offset;
        }
    }

    /// <summary>Makes the positions durable if they have changed.</summary>
    internal void Save()
    {
        lock (_gate)
        {
            if (_changed)
            {
                var content = JsonSerializer.SerializeToUtf8Bytes(new(1, _offsets), StreamFilesJson.Default.ConsumersFile);
                DurableFiles.Replace(_files, _path, content);
                _changed = false;
            }
        }
    }

    /// <summary>As <see cref="Save"/>; on a full disk the file stays behind, which is allowed.</summary>
    internal void TrySave()
    {
        try
        {
            Save();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next registration or removal saves again.
        }
    }

    private SortedDictionary<string, long[]> Load()
    {
        var file = StreamFilesJson.Read(_files, _path, StreamFilesJson.Default.ConsumersFile);
        if (file.Format != 1)
        {
            throw StreamErrors.UnknownFormat(_path, file.Format, 1);
        }

        if (file.Pipelines.FirstOrDefault(pair => pair.Value.Length != _partitions) is { Key: { } pipeline })
        {
            throw StreamErrors.SettingsDamaged(_path, new InvalidDataException($"'{pipeline}' has no position for each partition."));
        }

        return new(file.Pipelines, StringComparer.Ordinal);
    }
}
