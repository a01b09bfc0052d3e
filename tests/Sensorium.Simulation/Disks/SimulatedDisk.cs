using Sensorium.Core.Files;
using Sensorium.Simulation.Scheduling;

namespace Sensorium.Simulation.Disks;

/// <summary>
/// A disk in memory that keeps what is written and what is durable apart. A file's content is durable after its Sync, a name after
/// SyncDirectory on its folder; at a power cut anything else is kept, lost or torn, as the seed has it. Calls that can change
/// something are counted, and the <see cref="FaultPlan"/> says at which of them the process dies or the call fails.
/// </summary>
public sealed class SimulatedDisk(int seed, TimeProvider? time = null, SimulationTrace? trace = null, CallSites? sites = null) : IFileSystem
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;
    private const int CrossDevice = 18;

    private readonly Random _random = new(seed);
    private readonly DiskFolder _root = new() { Number = 0 };
    private readonly List<FolderChange> _changes = [];
    private readonly Dictionary<DiskFile, SimulatedLock> _locks = [];
    private FaultPlan _faults = FaultPlan.None;
    private long _nodes;
    private long _planChanges;
    private long _planCalls;

    /// <summary>What goes wrong from now on. A kill uses the plan up.</summary>
    public FaultPlan Faults
    {
        get => _faults;
        set => (_faults, _planChanges, _planCalls) = (value, Changes, Calls);
    }

    /// <summary>Calls so far that create, write, sync, rename, link, lock or delete.</summary>
    public long Changes { get; private set; }

    /// <summary>Calls so far that can fail.</summary>
    public long Calls { get; private set; }

    /// <summary>Call sites that are struck the next time they are reached, and then taken out.</summary>
    public HashSet<Strike> Strikes { get; } = [];

    /// <summary>
    /// A folder of the real machine into which something outside the simulation writes, or null. What is opened there is moved in, as
    /// written and not durable; how it was written is no call.
    /// </summary>
    public string? Outside { get; init; }

    /// <summary>Whether <see cref="Outside"/> is a device of its own, out of which nothing can be renamed or linked.</summary>
    public bool IsOutsideAnotherDevice { get; set; }

    /// <summary>Is given the path and the content of every file that is about to be renamed or deleted; null for nobody.</summary>
    internal Action<string, byte[]>? Leaving { get; set; }

    public CallSites Sites { get; } = sites ?? new();

    /// <summary>
    /// Whether each call's place is found and counted, which takes longer than most calls; without, nothing can be struck.
    /// </summary>
    public bool NamesPlaces { get; set; } = true;

    /// <summary>Rises when the process ends or dies; handles and locks of an earlier one are dead.</summary>
    internal int Process { get; private set; }

    /// <summary>Whose activities use the disk, and who stops them when the process is killed; null for a disk used alone.</summary>
    internal SimulatedScheduler? Scheduler { get; set; }

    public IFile Open(string path, FileAccessMode mode)
    {
        Guard();
        BringIn(path);
        var (folder, name) = Locate(path);
        var existing = folder.Entries.GetValueOrDefault(name);
        if (existing is DiskFolder)
        {
            throw new UnauthorizedAccessException($"Access to the path '{path}' is denied: it is a folder.");
        }

        if (mode is FileAccessMode.Read or FileAccessMode.ReadWrite)
        {
            MayFail("Open", path);
            return existing is DiskFile found
                ? new SimulatedFile(this, found, path, mode == FileAccessMode.ReadWrite, Process)
                : throw new FileNotFoundException($"Could not find file '{path}'.", path);
        }

        if (mode == FileAccessMode.CreateNew && existing is not null)
        {
            throw new IOException($"The file '{path}' already exists.");
        }

        var file = existing as DiskFile ?? NewFile();
        Change("Create", path, existing is null ? () => Name(folder, name, file) : () => file.SetLength(0));
        return new SimulatedFile(this, file, path, writable: true, Process);
    }

    public bool FileExists(string path)
    {
        Guard();
        return Find(path) is DiskFile;
    }

    public bool DirectoryExists(string path)
    {
        Guard();
        return Find(path) is DiskFolder;
    }

    public void CreateDirectory(string path)
    {
        Guard();
        var steps = new List<Action>();
        var folder = _root;
        foreach (var part in Parts(path))
        {
            switch (folder.Entries.GetValueOrDefault(part))
            {
                case DiskFolder found:
                    folder = found;
                    break;
                case null:
                    var (parent, made) = (folder, new DiskFolder { Number = ++_nodes, Modified = Now() });
                    steps.Add(() => Name(parent, part, made));
                    folder = made;
                    break;
                default:
                    throw new IOException($"'{path}' cannot be created: a file stands at '{part}'.");
            }
        }

        if (steps.Count > 0)
        {
            Change("CreateDirectory", path, [.. steps]);
        }
    }

    public IReadOnlyList<FileEntry> List(string directory)
    {
        Guard();
        MayFail("List", directory);
        return Find(directory) is DiskFolder folder
            ? folder.Entries
                .Select(entry => new FileEntry(
                    entry.Key, (entry.Value as DiskFile)?.Length ?? 0, entry.Value is DiskFolder, entry.Value.Modified))
                .ToArray()
            : [];
    }

    public void DeleteFile(string path)
    {
        Guard();
        if (Find(path) is DiskFile)
        {
            var (folder, name) = Locate(path);
            Tell(path);
            Change("DeleteFile", path, () => Unname(folder, name));
        }
    }

    public void DeleteDirectory(string path)
    {
        Guard();
        if (Find(path) is DiskFolder doomed)
        {
            var steps = new List<Action>();
            Empty(doomed, steps);
            var (folder, name) = Locate(path);
            steps.Add(() => Unname(folder, name));
            Change("DeleteDirectory", path, [.. steps]);
        }
    }

    public void Rename(string from, string to)
    {
        Guard();
        var (oldFolder, oldName) = Locate(from);
        var (folder, name) = Locate(to);
        if (oldFolder.Entries.GetValueOrDefault(oldName) is not { } node)
        {
            throw new FileNotFoundException($"No such file or directory: '{from}' → '{to}'", from);
        }

        var replaced = folder.Entries.GetValueOrDefault(name);
        if (replaced is not null && (replaced is DiskFolder) != (node is DiskFolder))
        {
            throw new IOException($"A file and a folder do not replace one another: '{from}' → '{to}'");
        }

        if (replaced is DiskFolder { Entries.Count: > 0 } && replaced != node)
        {
            throw new IOException($"Directory not empty: '{from}' → '{to}'");
        }

        RequireOneDevice(from, to);
        Tell(from);
        Change("Rename", $"{from} → {to}", () =>
        {
            if (replaced != node) // rename(2) leaves two names of one file as they are.
            {
                oldFolder.Entries.Remove(oldName);
                folder.Entries[name] = node;
                _changes.Add(new(folder, name, node, oldFolder, oldName));
            }
        });
    }

    public bool TryLink(string from, string to)
    {
        Guard();
        if (Find(from) is not DiskFile file)
        {
            throw new FileNotFoundException($"No such file or directory: '{from}' → '{to}'", from);
        }

        var (folder, name) = Locate(to);
        if (folder.Entries.ContainsKey(name))
        {
            return false;
        }

        RequireOneDevice(from, to);
        Change("TryLink", $"{from} → {to}", () => Name(folder, name, file));
        return true;
    }

    public void SyncDirectory(string path)
    {
        Guard();
        if (Find(path) is not DiskFolder folder)
        {
            throw new FileNotFoundException($"No such file or directory: '{path}'", path);
        }

        Change("SyncDirectory", path, () => SyncNames(folder));
    }

    public IDisposable? TryLock(string path)
    {
        Guard();
        var (folder, name) = Locate(path);
        var file = folder.Entries.GetValueOrDefault(name) as DiskFile;
        if (file is not null && _locks.ContainsKey(file))
        {
            return null;
        }

        var created = file is null;
        file ??= NewFile();
        var held = new SimulatedLock(this, file);
        Change("TryLock", path, () =>
        {
            if (created)
            {
                Name(folder, name, file);
            }

            _locks.Add(file, held);
        });
        return held;
    }

    /// <summary>The process ends or is killed: its handles and locks are gone, all that it wrote is there.</summary>
    public void EndProcess()
    {
        Process++;
        _locks.Clear();
        Faults = FaultPlan.None;
    }

    /// <summary>The machine dies: what is durable remains, of anything else whatever the seed has it.</summary>
    public void PowerCut()
    {
        EndProcess();
        SettleNames();
        var seen = new HashSet<DiskNode>();
        Settle(_root, seen);
        _changes.Clear();
    }

    /// <summary>sync(2): all names that are there become durable. No call of the product's.</summary>
    internal void SyncAllNames()
    {
        foreach (var change in _changes)
        {
            change.MakeDurable();
        }

        _changes.Clear();
    }

    internal void Write(DiskFile file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        file.Modified = Now();
        var fits = Fits(file, bytes.Length, offset);
        var part = _random.Next(bytes.Length + 1);
        switch (Count("Write", $"{path} {offset}+{bytes.Length}"))
        {
            case CallOutcome.Kill:
                var written = _random.Next(3) switch { 0 => 0, 1 => fits, _ => Math.Min(part, fits) };
                file.Write(bytes[..written], offset);
                Die();
                break;
            case CallOutcome.Fail:
                file.Write(bytes[..Math.Min(part, fits)], offset);
                throw Failure(path, takesSpace: true);
            default:
                file.Write(bytes[..fits], offset);
                if (fits < bytes.Length)
                {
                    throw new IOException($"No space left on device : '{path}'", NoSpace);
                }

                break;
        }
    }

    internal void SetLength(DiskFile file, string path, long length)
    {
        file.Modified = Now();
        Change("SetLength", $"{path} {length}", () => file.SetLength(length));
    }

    internal void Sync(DiskFile file, string path)
    {
        switch (Count("Sync", path))
        {
            case CallOutcome.Kill:
                if (_random.Next(2) == 0)
                {
                    file.Sync();
                }

                Die();
                break;
            case CallOutcome.Fail:
                file.SettleAnyhow(_random);
                throw Failure(path, takesSpace: false);
            default:
                file.Sync();
                break;
        }
    }

    /// <summary>A call that changes nothing, yet can fail.</summary>
    internal void MayFail(string operation, string path)
    {
        var site = NamesPlaces ? Sites.PlaceOf(operation) : CodeLocation.Unnamed;
        var fails = Strikes.Remove(new(site.Name, CallOutcome.Fail)) | (++Calls - _planCalls == _faults.FailAtCall);
        Sites.Record(site, fails ? CallOutcome.Fail : CallOutcome.Success, changes: false);
        if (fails)
        {
            throw Failure(path, takesSpace: false);
        }
    }

    /// <summary>Only the living process may call, on the simulation's own thread.</summary>
    internal void Guard() => Scheduler?.Guard();

    internal void Unlock(DiskFile file, SimulatedLock held)
    {
        if (_locks.GetValueOrDefault(file) == held)
        {
            _locks.Remove(file);
        }
    }

    private void BringIn(string path)
    {
        if (!IsOutside(path) || !File.Exists(path))
        {
            return;
        }

        var content = File.ReadAllBytes(path);
        var file = NewFile();
        if (Fits(file, content.Length, 0) < content.Length)
        {
            throw new IOException($"No space left on device : '{path}'", NoSpace);
        }

        File.Delete(path);
        var folder = _root;
        var parts = Parts(path);
        foreach (var part in parts.AsSpan(0, parts.Length - 1))
        {
            if (!folder.Entries.ContainsKey(part))
            {
                Name(folder, part, new DiskFolder { Number = ++_nodes, Modified = Now() });
            }

            folder = (DiskFolder)folder.Entries[part];
        }

        file.Write(content, 0);
        Name(folder, parts[^1], file);
    }

    private static string[] Parts(string path) =>
        Path.GetFullPath(path, "/").Split('/', StringSplitOptions.RemoveEmptyEntries);

    private DiskFile NewFile() => new() { Number = ++_nodes, Modified = Now() };

    private DateTimeOffset Now() => time?.GetUtcNow() ?? DateTimeOffset.UnixEpoch;

    private DiskNode? Find(string path)
    {
        DiskNode? node = _root;
        foreach (var part in Parts(path))
        {
            node = (node as DiskFolder)?.Entries.GetValueOrDefault(part);
        }

        return node;
    }

    private (DiskFolder Folder, string Name) Locate(string path)
    {
        var parts = Parts(path);
        if (parts.Length == 0)
        {
            throw new IOException("The root has no name.");
        }

        var folder = _root;
        foreach (var part in parts.AsSpan(0, parts.Length - 1))
        {
            folder = folder.Entries.GetValueOrDefault(part) as DiskFolder
                ?? throw new DirectoryNotFoundException($"Could not find a part of the path '{path}'.");
        }

        return (folder, parts[^1]);
    }

    private void Name(DiskFolder folder, string name, DiskNode node)
    {
        folder.Entries[name] = node;
        _changes.Add(new(folder, name, node));
    }

    private void Unname(DiskFolder folder, string name)
    {
        folder.Entries.Remove(name);
        _changes.Add(new(folder, name, null));
    }

    private void Empty(DiskFolder folder, List<Action> steps)
    {
        foreach (var (name, node) in folder.Entries)
        {
            if (node is DiskFolder below)
            {
                Empty(below, steps);
            }

            steps.Add(() => Unname(folder, name));
        }
    }

    private void Change(string operation, string path, params Action[] steps)
    {
        switch (Count(operation, path))
        {
            case CallOutcome.Kill:
                var done = _random.Next(steps.Length + 1);
                foreach (var step in steps.AsSpan(0, done))
                {
                    step();
                }

                Die();
                break;
            case CallOutcome.Fail:
                throw Failure(path, takesSpace: operation is "Create" or "CreateDirectory" or "Rename" or "TryLink");
            default:
                foreach (var step in steps)
                {
                    step();
                }

                break;
        }
    }

    private CallOutcome Count(string operation, string path)
    {
        trace?.Add($"disk {operation} {path}");
        Calls++;
        var site = NamesPlaces ? Sites.PlaceOf(operation) : CodeLocation.Unnamed;
        var outcome = Strikes.Remove(new(site.Name, CallOutcome.Kill)) | (++Changes - _planChanges == _faults.KillAtChange)
            ? CallOutcome.Kill
            : Strikes.Remove(new(site.Name, CallOutcome.Fail)) | (Calls - _planCalls == _faults.FailAtCall) ? CallOutcome.Fail
            : CallOutcome.Success;
        Sites.Record(site, outcome, changes: true);
        return outcome;
    }

    private void Die()
    {
        if (_faults.PowerCut)
        {
            PowerCut();
        }
        else
        {
            EndProcess();
        }

        Scheduler?.Kill();
        throw new ProcessKilledException();
    }

    /// <summary>A call that takes space fails for want of it as often as for a device that is broken.</summary>
    private IOException Failure(string path, bool takesSpace) => takesSpace && _random.Next(2) == 0
        ? new($"No space left on device : '{path}'", NoSpace)
        : new($"Input/output error : '{path}'", InputOutputError);

    private void RequireOneDevice(string from, string to)
    {
        if (IsOutsideAnotherDevice && IsOutside(from) != IsOutside(to))
        {
            throw new IOException($"Invalid cross-device link : '{from}' → '{to}'", CrossDevice);
        }
    }

    private bool IsOutside(string path) => Outside is not null && path.StartsWith(Outside + "/", StringComparison.Ordinal);

    private void Tell(string path)
    {
        if (Leaving is { } leaving && Find(path) is DiskFile file)
        {
            var content = new byte[file.Length];
            file.Read(content, 0);
            leaving(path, content);
        }
    }

    private int Fits(DiskFile file, int count, long offset)
    {
        if (_faults.Capacity is not { } capacity)
        {
            return count;
        }

        var free = capacity - Used(_root, []);
        var growth = Math.Max(0, offset + count - file.Length);
        return growth <= free ? count : (int)Math.Clamp(count - (growth - Math.Max(free, 0)), 0, count);
    }

    private static long Used(DiskFolder folder, HashSet<DiskNode> seen) => folder.Entries.Values.Sum(node => node switch
    {
        _ when !seen.Add(node) => 0,
        DiskFolder below => Used(below, seen),
        DiskFile file => file.Length,
        _ => 0,
    });

    private void SyncNames(DiskFolder folder)
    {
        for (var i = 0; i < _changes.Count; i++)
        {
            var change = _changes[i];
            if (!change.Touches(folder))
            {
                continue;
            }

            change.MakeDurable();
            _changes.RemoveAt(i--);

            // A rename is durable in both its folders at once, so that nothing older about either name can come back.
            for (var earlier = i; earlier >= 0; earlier--)
            {
                if (_changes[earlier].Names(change.Folder, change.Name)
                    || (change.OldFolder is not null && _changes[earlier].Names(change.OldFolder, change.OldName!)))
                {
                    _changes.RemoveAt(earlier);
                    i--;
                }
            }
        }
    }

    /// <summary>None, all, the first ones as a journal would, or any of them.</summary>
    private void SettleNames()
    {
        var mode = _random.Next(4);
        var first = _random.Next(_changes.Count + 1);
        for (var i = 0; i < _changes.Count; i++)
        {
            if (mode switch { 0 => false, 1 => true, 2 => i < first, _ => _random.Next(2) == 0 })
            {
                _changes[i].MakeDurable();
            }
        }
    }

    private void Settle(DiskFolder folder, HashSet<DiskNode> seen)
    {
        folder.Revert();
        foreach (var node in folder.Entries.Values.OrderBy(node => node.Number).Where(seen.Add).ToList())
        {
            if (node is DiskFolder below)
            {
                Settle(below, seen);
            }
            else if (node is DiskFile file)
            {
                file.SettleAnyhow(_random);
                file.Revert();
            }
        }
    }
}
