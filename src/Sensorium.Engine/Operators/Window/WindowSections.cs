using System.Globalization;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators.Window;

/// <summary>
/// A share of the open windows as sections of a checkpoint, one for 64 groups of a pane, so that a checkpoint costs what changed since the
/// last.
/// </summary>
/// <param name="prefix">Of the window's sections, all shares of it.</param>
/// <param name="share">Its number among the shares.</param>
internal sealed class WindowSections(string prefix, int share)
{
    private const int GroupsASection = 64;

    private readonly Dictionary<PaneKey, HashSet<int>> _saved = [];
    private readonly StateWriter _writer = new();

    /// <summary>Adds what has changed since the last call.</summary>
    public void Save(WindowState state, List<CheckpointChange> changes)
    {
        foreach (var gone in _saved.Keys.Where(key => !state.Panes.ContainsKey(key)).ToList())
        {
            changes.AddRange(_saved[gone].Select(section => new CheckpointChange(Name(gone, section), null)));
            _saved.Remove(gone);
        }

        foreach (var (key, pane) in state.Panes)
        {
            if (!_saved.TryGetValue(key, out var saved))
            {
                _saved[key] = saved = [];
            }

            for (var section = 0; section * GroupsASection < pane.Count; section++)
            {
                if ((pane.Dirty[section >> 6] >> section & 1) != 0)
                {
                    Write(state, pane, section);
                    changes.Add(new(Name(key, section), _writer.Written.ToArray()));
                    saved.Add(section);
                }
            }

            Array.Clear(pane.Dirty);
        }
    }

    /// <summary>
    /// Takes all shares of a checkpoint into one, where the number of lanes may have changed. The sections are superseded: the next
    /// checkpoint writes them anew.
    /// </summary>
    /// <param name="superseded">Takes the removals of the sections read.</param>
    public static void Load(
        string prefix, IReadOnlyDictionary<string, byte[]> sections, WindowState state, RecordAccount account, List<CheckpointChange> superseded)
    {
        foreach (var (name, content) in sections)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var parts = name[prefix.Length..].Split('/');
            Read(content, new(Number(parts[1]), Number(parts[2])), state, account);
            superseded.Add(new(name, null));
        }
    }

    private static void Read(byte[] content, PaneKey key, WindowState state, RecordAccount account)
    {
        var pane = state.Pane(key);
        var reader = new StateReader(content);
        var count = reader.Int();
        var read = state.NewAggregates(count);
        for (var i = 0; i < count; i++)
        {
            var slot = pane.SlotOf(state.Keys.GetOrAdd(reader.Bytes()));
            for (var input = 0; input < account.Inputs; input++)
            {
                pane.Records.Add(slot, input, reader.Long(), account);
            }

            pane.Records.Note(slot, (RowOutcome)reader.Byte());
            for (var aggregate = 0; aggregate < pane.Aggregates.Length; aggregate++)
            {
                read[aggregate].Load(i, ref reader);
                pane.Aggregates[aggregate].Merge(read[aggregate], i, slot);
            }

            pane.MarkDirty(slot);
        }
    }

    private void Write(WindowState state, Pane pane, int section)
    {
        var first = section * GroupsASection;
        var end = Math.Min(first + GroupsASection, pane.Count);
        _writer.Clear();
        _writer.Int(end - first);
        for (var slot = first; slot < end; slot++)
        {
            _writer.Bytes(state.Keys[pane.GroupOf(slot)]);
            for (var input = 0; input < pane.Records.Inputs; input++)
            {
                _writer.Long(pane.Records.Of(input)[slot]);
            }

            _writer.Byte((byte)pane.Records.Outcomes[slot]);
            foreach (var aggregate in pane.Aggregates)
            {
                aggregate.Save(slot, _writer);
            }
        }
    }

    private string Name(PaneKey pane, int section) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{share}/{pane.Start}/{pane.FirstEnd}/{section}");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
