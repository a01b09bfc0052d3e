using System.Globalization;

namespace Sensorium.Engine.Checkpoints;

/// <summary>
/// Numbered items of a state as sections of a checkpoint, 64 a section, so that a checkpoint costs what changed since the last.
/// </summary>
internal sealed class StateSections(string prefix)
{
    private const int ItemsASection = 64;

    private readonly HashSet<int> _saved = [];
    private readonly List<CheckpointChange> _superseded = [];
    private readonly StateWriter _writer = new();
    private ulong[] _dirty = new ulong[1];

    /// <summary>Writes the items from <c>first</c> up to, but not including, <c>end</c>.</summary>
    /// <returns>Whether there were any.</returns>
    public delegate bool Writer(int first, int end, StateWriter writer);

    /// <summary>The item has changed since the last checkpoint.</summary>
    public void Mark(int item)
    {
        if (item >> 12 >= _dirty.Length)
        {
            Array.Resize(ref _dirty, Math.Max((item >> 12) + 1, _dirty.Length * 2));
        }

        _dirty[item >> 12] |= 1UL << (item >> 6);
    }

    /// <summary>The items have new numbers, below <paramref name="items"/>.</summary>
    public void MarkAll(int items)
    {
        Array.Clear(_dirty);
        for (var item = 0; item < items; item += ItemsASection)
        {
            Mark(item);
        }
    }

    /// <summary>Adds what has changed since the last call.</summary>
    /// <param name="items">How many there are now.</param>
    public void Save(List<CheckpointChange> changes, int items, Writer write)
    {
        changes.AddRange(_superseded);
        _superseded.Clear();
        var sections = (items + ItemsASection - 1) / ItemsASection;
        foreach (var gone in _saved.Where(section => section >= sections).ToList())
        {
            Remove(gone, changes);
        }

        for (var section = 0; section < Math.Min(sections, _dirty.Length * 64); section++)
        {
            if ((_dirty[section >> 6] >> section & 1) == 0)
            {
                continue;
            }

            _writer.Clear();
            if (write(section * ItemsASection, Math.Min((section + 1) * ItemsASection, items), _writer))
            {
                changes.Add(new(Key(section), _writer.Written.ToArray()));
                _saved.Add(section);
            }
            else if (_saved.Contains(section))
            {
                Remove(section, changes);
            }
        }

        Array.Clear(_dirty);
    }

    /// <summary>
    /// The sections of a checkpoint, in their order. They are superseded: their items are numbered anew and all to be marked.
    /// </summary>
    public IEnumerable<byte[]> Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        var start = prefix + "/";
        foreach (var (key, content) in sections
            .Where(section => section.Key.StartsWith(start, StringComparison.Ordinal))
            .OrderBy(section => int.Parse(section.Key.AsSpan(start.Length), CultureInfo.InvariantCulture)))
        {
            _superseded.Add(new(key, null));
            yield return content;
        }
    }

    private void Remove(int section, List<CheckpointChange> changes)
    {
        changes.Add(new(Key(section), null));
        _saved.Remove(section);
    }

    private string Key(int section) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{section}");
}
