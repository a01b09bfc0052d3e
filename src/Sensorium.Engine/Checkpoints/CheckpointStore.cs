using System.Buffers.Binary;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Numerics;

namespace Sensorium.Engine.Checkpoints;

/// <summary>
/// A pipeline's checkpoints: one folder with a base file and the deltas since. A checkpoint is a map of named sections; a delta puts and
/// removes some, so that its cost follows what changed. Each file is written beside, synced and renamed, so a file that stands is whole,
/// and one that does not check is damage and refused.
/// </summary>
internal sealed class CheckpointStore
{
    private const uint Magic = 0x4B435053; // "SPCK"
    private const int FormatVersion = 4;

    /// <summary>Deltas are folded into a new base when together they are this many times as large.</summary>
    private const int FoldAt = 2;

    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly string? _fingerprint;
    private readonly Dictionary<string, byte[]> _sections = new(StringComparer.Ordinal);
    private readonly List<string> _superseded = [];
    private readonly StateWriter _writer = new();
    private long _sequence;
    private long _baseBytes;
    private long _deltaBytes;

    /// <param name="fingerprint">Hash of the plan; a checkpoint of another plan is refused.</param>
    public CheckpointStore(IFileSystem files, string directory, string fingerprint)
    {
        _files = files;
        _directory = directory;
        _fingerprint = fingerprint;
        DurableFiles.CreateDirectory(files, directory);
    }

    private CheckpointStore(IFileSystem files, string directory) => (_files, _directory) = (files, directory);

    /// <summary>The sections of the newest checkpoint; empty where there is none.</summary>
    public IReadOnlyDictionary<string, byte[]> Sections => _sections;

    public bool Exists => _sequence > 0;

    /// <summary>
    /// The sections of a folder's newest checkpoint, of whatever plan, without a change to the folder; empty where there is none.
    /// </summary>
    /// <exception cref="SensoriumException">SN4001: a damaged file.</exception>
    public static IReadOnlyDictionary<string, byte[]> Look(IFileSystem files, string directory)
    {
        var store = new CheckpointStore(files, directory);
        store.Read(files.List(directory), superseded: []);
        return store.Sections;
    }

    /// <summary>Reads the newest base and its deltas.</summary>
    /// <exception cref="SensoriumException">SN4001 a damaged file; SN4002 the plan changed.</exception>
    public void Load()
    {
        // A process that was killed, or a sync that failed, may have left a file whose name is not durable; the caller builds on it.
        _files.SyncDirectory(_directory);
        var entries = _files.List(_directory);
        foreach (var leftover in entries.Where(entry => entry.Name.EndsWith(".tmp", StringComparison.Ordinal)))
        {
            _files.DeleteFile(PathOf(leftover.Name));
        }

        Read(entries, _superseded);
        DropSuperseded();
    }

    private void Read(IReadOnlyList<FileEntry> entries, List<string> superseded)
    {
        var newestBase = entries.LastOrDefault(entry => entry.Name.EndsWith(".base", StringComparison.Ordinal)).Name;
        if (newestBase is null)
        {
            return;
        }

        foreach (var entry in entries)
        {
            if (!entry.Name.EndsWith(".base", StringComparison.Ordinal) && !entry.Name.EndsWith(".delta", StringComparison.Ordinal))
            {
                continue;
            }

            if (string.CompareOrdinal(entry.Name, newestBase) < 0)
            {
                superseded.Add(entry.Name);
                continue;
            }

            Read(entry.Name);
        }
    }

    /// <summary>Writes a checkpoint of what changed and returns when it is durable: the commit point of an epoch.</summary>
    /// <param name="changes">Sections to put, or with null content to remove.</param>
    public void Save(IReadOnlyList<CheckpointChange> changes)
    {
        foreach (var (key, content) in changes)
        {
            if (content is null)
            {
                _sections.Remove(key);
            }
            else
            {
                _sections[key] = content;
            }
        }

        var isBase = _sequence == 0 || _deltaBytes > Math.Max(_baseBytes * FoldAt, 64 * 1024);
        _writer.Clear();
        WriteHeader(isBase);
        if (isBase)
        {
            _writer.Int(_sections.Count);
            foreach (var (key, content) in _sections)
            {
                WriteSection(key, content);
            }
        }
        else
        {
            _writer.Int(changes.Count);
            foreach (var (key, content) in changes)
            {
                WriteSection(key, content);
            }
        }

        _writer.Int((int)Crc32C.Compute(_writer.Written.Span));
        var name = $"{_sequence + 1:D20}.{(isBase ? "base" : "delta")}";
        var temporary = PathOf(name + ".tmp");
        using (var file = _files.Open(temporary, FileAccessMode.Create))
        {
            file.Write(_writer.Written.Span, 0);
            file.Sync();
        }

        _files.Rename(temporary, PathOf(name));
        _files.SyncDirectory(_directory);
        _sequence++;
        if (isBase)
        {
            foreach (var entry in _files.List(_directory).Where(entry => string.CompareOrdinal(entry.Name, name) < 0))
            {
                _superseded.Add(entry.Name);
            }

            (_baseBytes, _deltaBytes) = (_writer.Length, 0);
            DropSuperseded();
        }
        else
        {
            _deltaBytes += _writer.Length;
        }
    }

    private void WriteHeader(bool isBase)
    {
        _writer.Int(unchecked((int)Magic));
        _writer.Int(FormatVersion);
        _writer.Long(_sequence + 1);
        _writer.Byte(isBase ? (byte)1 : (byte)0);
        _writer.Text(_fingerprint!);
    }

    private void WriteSection(string key, byte[]? content)
    {
        _writer.Text(key);
        _writer.Byte(content is null ? (byte)0 : (byte)1);
        if (content is not null)
        {
            _writer.Bytes(content);
        }
    }

    private void Read(string name)
    {
        byte[] bytes;
        using (var file = _files.Open(PathOf(name), FileAccessMode.Read))
        {
            bytes = new byte[file.Length];
            if (file.Read(bytes, 0) != bytes.Length)
            {
                throw Damaged(name);
            }
        }

        if (bytes.Length < 24
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)) != Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4)))
        {
            throw Damaged(name);
        }

        var reader = new StateReader(bytes.AsSpan(0, bytes.Length - 4));
        if ((uint)reader.Int() != Magic)
        {
            throw Damaged(name);
        }

        if (reader.Int() is var version and not FormatVersion)
        {
            throw OtherVersion(name, version);
        }

        var sequence = reader.Long();
        var isBase = reader.Byte() == 1;
        if (_sequence != 0 && sequence != _sequence + 1)
        {
            throw Damaged(name);
        }

        if (reader.Text() is var fingerprint && _fingerprint is not null && fingerprint != _fingerprint)
        {
            throw new SensoriumException(
                ErrorCodes.StatementChanged,
                $"The statement behind the checkpoint {_directory} has changed since it was made, or a stream, view or reference table "
                    + $"that it reads has.",
                "Put them back as they were, or rebuild its table from the log with `sensorium up --rebuild TABLE`.");
        }

        var count = reader.Int();
        for (var i = 0; i < count; i++)
        {
            var key = reader.Text();
            if (reader.Byte() == 0)
            {
                _sections.Remove(key);
            }
            else
            {
                _sections[key] = reader.Bytes().ToArray();
            }
        }

        _sequence = sequence;
        if (isBase)
        {
            _baseBytes = bytes.Length;
        }
        else
        {
            _deltaBytes += bytes.Length;
        }
    }

    private void DropSuperseded()
    {
        foreach (var name in _superseded)
        {
            _files.DeleteFile(PathOf(name));
        }

        _superseded.Clear();
    }

    private SensoriumException OtherVersion(string name, int version) => new(
        "SN4008",
        $"The checkpoint file {PathOf(name)} has format {version}; this release reads format {FormatVersion}.",
        "Rebuild its table from the log with `sensorium up --rebuild TABLE`, or run the release that wrote it.");

    private SensoriumException Damaged(string name) => new(
        "SN4001",
        $"The checkpoint file {PathOf(name)} is damaged.",
        "Restore it from a backup, or rebuild its table from the log with `sensorium up --rebuild TABLE`.");

    private string PathOf(string name) => $"{_directory}/{name}";
}
