using System.Globalization;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.State;

namespace Sensorium.Engine.Operators;

/// <summary>
/// A lane's open windows as sections of a checkpoint, one for 64 groups of a pane, so that a checkpoint costs what changed since the last.
/// </summary>
internal sealed class WindowSections(int lane)
{
    private const string Prefix = "pane/";
    private const int GroupsASection = 64;

    private readonly Dictionary<PaneKey, HashSet<int>> _saved = [];
    private readonly StateWriter _writer = new();

    /// <summary>Adds what has changed since the last call.</summary>
    public void Save(WindowState state, List<CheckpointChange> changes)
    {
        foreach (var gone in _saved.Keys.Where(key => !state.Panes.ContainsKey(key)).ToList())
        {
            changes.AddRange(_saved[gone].Select(section => new CheckpointChange(Key(gone, section), null)));
            _saved.Remove(gone);
        }

        foreach (var (key, pane) in state.Panes)
        {
            if (!_saved.TryGetValue(key, out var saved))
            {
                _saved[key] = saved = [];
            }

            var sections = (pane.Capacity + GroupsASection - 1) / GroupsASection;
            foreach (var section in saved.Where(section => section >= sections).ToList())
            {
                Remove(section);
            }

            for (var section = 0; section < sections; section++)
            {
                if ((pane.Dirty[section >> 6] >> section & 1) == 0)
                {
                    continue;
                }

                if (Write(state, pane, section))
                {
                    changes.Add(new(Key(key, section), _writer.Written.ToArray()));
                    saved.Add(section);
                }
                else if (saved.Contains(section))
                {
                    Remove(section);
                }
            }

            Array.Clear(pane.Dirty);

            void Remove(int section)
            {
                changes.Add(new(Key(key, section), null));
                saved.Remove(section);
            }
        }
    }

    /// <summary>
    /// Takes the windows of all lanes of a checkpoint into one lane's state, where the number of lanes may have changed. The sections are
    /// superseded: the next checkpoint writes them anew.
    /// </summary>
    /// <param name="superseded">Takes the removals of the sections read.</param>
    public static void Load(IReadOnlyDictionary<string, byte[]> sections, WindowState state, List<CheckpointChange> superseded)
    {
        foreach (var (name, content) in sections)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var parts = name.Split('/');
            var key = new PaneKey(Number(parts[2]), Number(parts[3]));
            Read(content, key, state);
            superseded.Add(new(name, null));
        }
    }

    private static void Read(byte[] content, PaneKey key, WindowState state)
    {
        var pane = state.Pane(key);
        var read = state.NewPane(key);
        var reader = new StateReader(content);
        var count = reader.Int();
        read.EnsureGroups(count);
        for (var i = 0; i < count; i++)
        {
            var group = state.Keys.GetOrAdd(reader.Bytes());
            pane.EnsureGroups(group + 1);
            for (var input = 0; input < pane.Rows.Length; input++)
            {
                pane.Rows[input][group] += reader.Long();
                var records = reader.Long();
                pane.Records[input][group] += records;
                state.InFlight[input] += records;
            }

            var outcome = (WindowOutcome)reader.Byte();
            pane.Outcomes[group] = outcome > pane.Outcomes[group] ? outcome : pane.Outcomes[group];
            for (var aggregate = 0; aggregate < pane.Aggregates.Length; aggregate++)
            {
                read.Aggregates[aggregate].Load(i, ref reader);
                pane.Aggregates[aggregate].Merge(read.Aggregates[aggregate], i, group);
            }

            pane.MarkDirty(group);
        }
    }

    private bool Write(WindowState state, Pane pane, int section)
    {
        var first = section * GroupsASection;
        var end = Math.Min(first + GroupsASection, pane.Capacity);
        var count = 0;
        for (var group = first; group < end; group++)
        {
            count += pane.Contains(group) ? 1 : 0;
        }

        _writer.Clear();
        _writer.Int(count);
        for (var group = first; group < end; group++)
        {
            if (!pane.Contains(group))
            {
                continue;
            }

            _writer.Bytes(state.Keys[group]);
            for (var input = 0; input < pane.Rows.Length; input++)
            {
                _writer.Long(pane.Rows[input][group]);
                _writer.Long(pane.Records[input][group]);
            }

            _writer.Byte((byte)pane.Outcomes[group]);
            foreach (var aggregate in pane.Aggregates)
            {
                aggregate.Save(group, _writer);
            }
        }

        return count > 0;
    }

    private string Key(PaneKey pane, int section) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{lane}/{pane.Start}/{pane.FirstEnd}/{section}");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
