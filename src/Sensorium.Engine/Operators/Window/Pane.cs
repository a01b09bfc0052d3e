using Sensorium.Engine.Operators.Aggregates;

namespace Sensorium.Engine.Operators.Window;

/// <summary>
/// The part of one or more windows that shares its rows: a slide's length of event time. Its groups have slots of its own, 0, 1, 2 … in
/// order of first sight, so that it costs what its own rows cost, however many keys other panes have.
/// </summary>
internal sealed class Pane(PaneKey key, GroupAccumulator[] aggregates, int inputs)
{
    private const int PageBits = 6;
    private const int PageSize = 1 << PageBits;
    private const int FirstSlots = 8;

    // Group number → slot + 1, by pages that exist where a group does.
    private int[]?[] _pages = [];
    private int _pageCount;
    private int[] _groups = [];

    public PaneKey Key { get; } = key;

    public GroupAccumulator[] Aggregates { get; } = aggregates;

    /// <summary>Records by slot that are accounted here.</summary>
    public HeldRecords Records { get; } = new(inputs);

    /// <summary>Slots from 64 × i on have changed since the last checkpoint where bit i % 64 of word i / 64 is set.</summary>
    public ulong[] Dirty { get; private set; } = [];

    /// <summary>Groups that have a row here.</summary>
    public int Count { get; private set; }

    /// <summary>In bytes.</summary>
    public long Size => Aggregates.Sum(aggregate => aggregate.Size) + Records.Size + (_groups.Length * 4L) + (_pages.Length * 8L)
        + (_pageCount * ((PageSize * 4L) + 24));

    /// <summary>The number of a slot's group among the state's keys.</summary>
    public int GroupOf(int slot) => _groups[slot];

    /// <summary>Puts each group's slot in the place of its number; new ones are made.</summary>
    public void AssignSlots(Span<int> groups)
    {
        var pages = _pages;
        for (var i = 0; i < groups.Length; i++)
        {
            var group = groups[i];
            var page = group >> PageBits < pages.Length ? pages[group >> PageBits] : null;
            var slot = page is null ? 0 : page[group & (PageSize - 1)];
            if (slot == 0)
            {
                slot = AddGroup(group);
                pages = _pages;
            }

            groups[i] = slot - 1;
        }
    }

    public int SlotOf(int group)
    {
        AssignSlots(new(ref group));
        return group;
    }

    public void MarkDirty(int slot) => Dirty[slot >> 12] |= 1UL << (slot >> 6);

    /// <summary>The state's keys have new numbers; slots stay.</summary>
    public void Renumber(int[] renumbered)
    {
        (_pages, _pageCount) = ([], 0);
        for (var slot = 0; slot < Count; slot++)
        {
            _groups[slot] = renumbered[_groups[slot]];
            PageOf(_groups[slot])[_groups[slot] & (PageSize - 1)] = slot + 1;
        }
    }

    private int AddGroup(int group)
    {
        if (Count == _groups.Length)
        {
            Grow(Math.Max(FirstSlots, Count * 2));
        }

        _groups[Count++] = group;
        PageOf(group)[group & (PageSize - 1)] = Count;
        return Count;
    }

    private int[] PageOf(int group)
    {
        var page = group >> PageBits;
        if (page >= _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(page + 1, _pages.Length * 2));
        }

        if (_pages[page] is null)
        {
            _pages[page] = new int[PageSize];
            _pageCount++;
        }

        return _pages[page]!;
    }

    private void Grow(int slots)
    {
        Array.Resize(ref _groups, slots);
        Records.EnsureItems(slots);
        foreach (var aggregate in Aggregates)
        {
            aggregate.EnsureGroups(slots);
        }

        var dirty = Dirty;
        Array.Resize(ref dirty, (slots + 4095) / 4096);
        Dirty = dirty;
    }
}
