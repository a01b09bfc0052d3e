using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Checkpoints;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// Which version of each reference table a pipeline joins with, and from which positions on. A running city tells it of new versions; a
/// replay follows what a checkpoint has of an earlier run, and so joins every record with the same version.
/// </summary>
internal sealed class PipelineReferences
{
    private const string Section = "references";

    /// <summary>More are not remembered: the oldest that is not the newest of its table goes, and no replay can follow any more.</summary>
    internal const int MostKept = 10_000;

    private readonly PhysicalPlan _plan;
    private readonly PipelineExecutor _rounds;
    private readonly IReadOnlyList<ReferenceSwitch>? _history;
    private readonly Func<ReferenceSwitch, ReferenceTable>? _load;
    private readonly List<ReferenceSwitch> _switches = [];
    private readonly List<CheckpointChange> _changes = [];
    private int _forgotten;

    /// <param name="history">What is followed; null where the newest version is joined with.</param>
    /// <param name="load">The version that a switch names.</param>
    public PipelineReferences(
        PhysicalPlan plan, PipelineExecutor rounds, IReadOnlyList<ReferenceSwitch>? history, Func<ReferenceSwitch, ReferenceTable>? load)
    {
        (_plan, _rounds, _history, _load) = (plan, rounds, history, load);
    }

    /// <summary>The switches that a pipeline's newest checkpoint knows of; none where it has no checkpoint.</summary>
    /// <exception cref="SensoriumException">SN4001: the checkpoint is damaged. SN4014: it does not know of the oldest ones any more.</exception>
    public static IReadOnlyList<ReferenceSwitch> Recorded(IFileSystem files, string checkpoint)
    {
        var (forgotten, switches) = Read(CheckpointStore.Look(files, checkpoint));
        return forgotten == 0 ? switches : throw new SensoriumException(
            "SN4014",
            $"the pipeline of {checkpoint} has changed the versions of its reference tables more than {MostKept:N0} times, and no longer knows where it did so first.",
            "copy the `streams` of the data folder alone, and the tables are made with the reference tables as they are now.");
    }

    /// <summary>Begins at the rounds' positions, which may be those of a checkpoint.</summary>
    public void Open(IReadOnlyDictionary<string, byte[]> sections)
    {
        (_forgotten, var switches) = Read(sections);
        _switches.AddRange(switches);
        if (_history is null)
        {
            foreach (var table in _plan.References.Where(table => Newest(table.Name) != table.Fingerprint).ToList())
            {
                Note(table.Name, table.Fingerprint, Positions());
            }

            return;
        }

        foreach (var known in _history.Take(_switches.Count).GroupBy(known => known.Table).Select(versions => versions.Last()))
        {
            _plan.Switch(_load!(known));
        }

        Limit();
    }

    /// <summary>Joins all that is read from now on with another version.</summary>
    /// <returns>Whether anything changes.</returns>
    public bool Switch(ReferenceTable next)
    {
        if (_history is not null || Newest(next.Name) == next.Fingerprint || !_plan.Switch(next))
        {
            return false;
        }

        Note(next.Name, next.Fingerprint, Positions());
        return true;
    }

    /// <summary>In a replay, between two rounds: makes the switches that are due where the partitions stand.</summary>
    public void Follow()
    {
        while (Due is { } due && _rounds.Cursors.All(cursor => Of(due, cursor) is not { } position || cursor.Position >= position))
        {
            _plan.Switch(_load!(due));
            Note(due.Table, due.Fingerprint, due.Positions);
            Limit();
        }
    }

    /// <summary>Adds what has changed since the last call: a section for each switch, so that one costs what one is.</summary>
    public void Save(List<CheckpointChange> changes)
    {
        changes.AddRange(_changes);
        _changes.Clear();
    }

    private ReferenceSwitch? Due => _history is null ? null : _history.ElementAtOrDefault(_switches.Count);

    private static (int Forgotten, List<ReferenceSwitch> Switches) Read(IReadOnlyDictionary<string, byte[]> sections)
    {
        if (!sections.TryGetValue(Section, out var counts))
        {
            return (0, []);
        }

        var reader = new StateReader(counts);
        var (forgotten, made) = (reader.Int(), reader.Int());
        var switches = new List<ReferenceSwitch>();
        for (var number = 0; number < made; number++)
        {
            if (sections.TryGetValue(Of(number), out var section))
            {
                switches.Add(Read(number, section));
            }
        }

        return (forgotten, switches);
    }

    private static ReferenceSwitch Read(int number, byte[] section)
    {
        var reader = new StateReader(section);
        var (table, fingerprint) = (reader.Text(), reader.Text());
        var positions = new (string, int, Position)[reader.Int()];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = (reader.Text(), reader.Int(), Position.FromBytes(reader.Take(32)));
        }

        return new(number, table, fingerprint, positions);
    }

    private static byte[] Written(ReferenceSwitch known)
    {
        var writer = new StateWriter();
        writer.Text(known.Table);
        writer.Text(known.Fingerprint);
        writer.Int(known.Positions.Count);
        foreach (var (stream, partition, position) in known.Positions)
        {
            writer.Text(stream);
            writer.Int(partition);
            position.WriteTo(writer.Room(32));
        }

        return writer.Written.ToArray();
    }

    private static string Of(int number) => $"{Section}/{number}";

    private string? Newest(string table) =>
        _switches.FindLast(known => known.Table.Equals(table, StringComparison.OrdinalIgnoreCase))?.Fingerprint;

    private void Note(string table, string fingerprint, IReadOnlyList<(string, int, Position)> positions)
    {
        var made = new ReferenceSwitch(_switches.Count == 0 ? 0 : _switches[^1].Number + 1, table, fingerprint, positions);
        _switches.Add(made);
        _changes.Add(new(Of(made.Number), Written(made)));
        if (_switches.Count > MostKept)
        {
            var old = _switches.FindIndex(known => known.Fingerprint != Newest(known.Table));
            _changes.Add(new(Of(_switches[old].Number), Content: null));
            _switches.RemoveAt(old);
            _forgotten++;
        }

        var counts = new StateWriter();
        counts.Int(_forgotten);
        counts.Int(made.Number + 1);
        _changes.Add(new(Section, counts.Written.ToArray()));
    }

    /// <summary>No partition is read beyond the next switch before all have come to it.</summary>
    private void Limit()
    {
        foreach (var cursor in _rounds.Cursors)
        {
            cursor.Limit = Due is { } due ? Of(due, cursor) : null;
        }
    }

    private Position? Of(ReferenceSwitch known, PartitionCursor cursor)
    {
        var stream = _rounds.Streams[cursor.Input].Name;
        foreach (var (name, partition, position) in known.Positions)
        {
            if (partition == cursor.Partition.Number && name == stream)
            {
                return position;
            }
        }

        return null;
    }

    private (string, int, Position)[] Positions() =>
        [.. _rounds.Cursors.Select(cursor => (_rounds.Streams[cursor.Input].Name, cursor.Partition.Number, cursor.Position))];
}
