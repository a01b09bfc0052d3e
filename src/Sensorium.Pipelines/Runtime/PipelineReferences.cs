using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Pipelines.Checkpoints;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>
/// Which version of each reference table a pipeline joins with, and from which positions on. A running city tells it of new versions; a
/// replay follows what a checkpoint has of an earlier run, and so joins every record with the same version.
/// </summary>
internal sealed class PipelineReferences
{
    private const string Section = "references";

    /// <summary>Older switches are forgotten: by then retention has long taken their records.</summary>
    private const int MostKept = 1024;

    private readonly PlanShape _plan;
    private readonly PipelineRounds _rounds;
    private readonly IReadOnlyList<ReferenceSwitch>? _history;
    private readonly Func<ReferenceSwitch, ReferenceTable>? _load;
    private readonly List<ReferenceSwitch> _switches = [];
    private int _forgotten;
    private bool _isChanged;

    /// <param name="history">What is followed; null where the newest version is joined with.</param>
    /// <param name="load">The version that a switch names.</param>
    public PipelineReferences(
        PlanShape plan, PipelineRounds rounds, IReadOnlyList<ReferenceSwitch>? history, Func<ReferenceSwitch, ReferenceTable>? load)
    {
        (_plan, _rounds, _history, _load) = (plan, rounds, history, load);
    }

    /// <summary>The switches that a pipeline's newest checkpoint knows of; none where it has no checkpoint.</summary>
    /// <exception cref="SensoriumException">SN4001: the checkpoint is damaged.</exception>
    public static IReadOnlyList<ReferenceSwitch> Recorded(IFileSystem files, string checkpoint) =>
        CheckpointStore.Look(files, checkpoint).TryGetValue(Section, out var section) ? Read(section).Switches : [];

    /// <summary>Begins at the rounds' positions, which may be those of a checkpoint.</summary>
    public void Open(IReadOnlyDictionary<string, byte[]> sections)
    {
        if (sections.TryGetValue(Section, out var section))
        {
            var (forgotten, switches) = Read(section);
            (_forgotten, _isChanged) = (forgotten, false);
            _switches.AddRange(switches);
        }

        if (_history is null)
        {
            foreach (var table in _plan.References.Where(table => Newest(table.Name) != table.Fingerprint).ToList())
            {
                Note(new(table.Name, table.Fingerprint, Positions()));
            }

            return;
        }

        foreach (var known in _history.Take(_forgotten + _switches.Count).GroupBy(known => known.Table).Select(versions => versions.Last()))
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

        Note(new(next.Name, next.Fingerprint, Positions()));
        return true;
    }

    /// <summary>In a replay, between two rounds: makes the switches that are due where the partitions stand.</summary>
    public void Follow()
    {
        while (Due is { } due && _rounds.Cursors.All(cursor => Of(due, cursor) is not { } position || cursor.Position >= position))
        {
            _plan.Switch(_load!(due));
            Note(due);
            Limit();
        }
    }

    public void Save(List<CheckpointChange> changes)
    {
        if (!_isChanged)
        {
            return;
        }

        var writer = new StateWriter();
        writer.Int(_forgotten);
        writer.Int(_switches.Count);
        foreach (var known in _switches)
        {
            writer.Text(known.Table);
            writer.Text(known.Fingerprint);
            writer.Int(known.Positions.Count);
            foreach (var (stream, partition, position) in known.Positions)
            {
                writer.Text(stream);
                writer.Int(partition);
                position.WriteTo(writer.Room(32));
            }
        }

        changes.Add(new(Section, writer.Written.ToArray()));
        _isChanged = false;
    }

    private ReferenceSwitch? Due => _history is null ? null : _history.ElementAtOrDefault(_forgotten + _switches.Count);

    private static (int Forgotten, List<ReferenceSwitch> Switches) Read(byte[] section)
    {
        var reader = new StateReader(section);
        var forgotten = reader.Int();
        var switches = new List<ReferenceSwitch>();
        for (var count = reader.Int(); count > 0; count--)
        {
            var (table, fingerprint) = (reader.Text(), reader.Text());
            var positions = new (string, int, Position)[reader.Int()];
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i] = (reader.Text(), reader.Int(), Position.FromBytes(reader.Take(32)));
            }

            switches.Add(new(table, fingerprint, positions));
        }

        return (forgotten, switches);
    }

    private string? Newest(string table) =>
        _switches.FindLast(known => known.Table.Equals(table, StringComparison.OrdinalIgnoreCase))?.Fingerprint;

    private void Note(ReferenceSwitch made)
    {
        _switches.Add(made);
        if (_switches.Count > MostKept)
        {
            _switches.RemoveAt(0);
            _forgotten++;
        }

        _isChanged = true;
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
