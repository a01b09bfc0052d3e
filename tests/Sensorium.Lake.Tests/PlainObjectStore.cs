using System.Runtime.CompilerServices;
using Sensorium.Core.Objects;

namespace Sensorium.Lake.Tests;

/// <summary>Objects as files that nobody syncs, aged by a clock of the test's own.</summary>
internal sealed class PlainObjectStore(string root, TimeProvider time) : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ObjectEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Called before a put-if-absent, once: what another writer does just then.</summary>
    public Func<Task>? Before { get; set; }

    public async ValueTask<bool> PutIfAbsent(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        if (Before is { } before)
        {
            Before = null;
            await before();
        }

        lock (_gate)
        {
            if (_entries.ContainsKey(key))
            {
                return false;
            }

            Write(key, content.Span);
            return true;
        }
    }

    public ValueTask Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            Write(key, content.Span);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask TakeOver(string scratchPath, string key, CancellationToken cancellation = default)
    {
        var content = File.ReadAllBytes(scratchPath);
        File.Delete(scratchPath);
        return Put(key, content, cancellation);
    }

    public ValueTask<byte[]?> Get(string key, CancellationToken cancellation = default) =>
        ValueTask.FromResult(File.Exists(PathOf(key)) ? File.ReadAllBytes(PathOf(key)) : null);

    public async IAsyncEnumerable<ObjectEntry> List(
        string prefix, string? startAfter = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        List<ObjectEntry> entries;
        lock (_gate)
        {
            entries = [.. _entries.Values.Where(
                entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(entry.Key, startAfter) > 0)];
        }

        foreach (var entry in entries)
        {
            yield return entry;
        }
    }

    public ValueTask Delete(string key, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            _entries.Remove(key);
            File.Delete(PathOf(key));
        }

        return ValueTask.CompletedTask;
    }

    public string? LocalPath(string key) => File.Exists(PathOf(key)) ? PathOf(key) : null;

    /// <summary>Takes up what another program has written into the folder.</summary>
    public void Rescan()
    {
        lock (_gate)
        {
            _entries.Clear();
            foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                var key = Path.GetRelativePath(root, file);
                _entries[key] = new(key, new FileInfo(file).Length, File.GetLastWriteTimeUtc(file));
            }
        }
    }

    private string PathOf(string key) => Path.Combine(root, key);

    private void Write(string key, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        File.WriteAllBytes(PathOf(key), content);
        _entries[key] = new(key, content.Length, time.GetUtcNow());
    }
}
