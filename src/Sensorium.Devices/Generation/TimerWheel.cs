using System.Numerics;

namespace Sensorium.Devices.Generation;

/// <summary>
/// Says which item is due next, at constant cost for any number of items. A ring of 65,536 slots of one millisecond; an item further
/// away than a revolution is looked at once a revolution. The order depends on what was scheduled alone, never on how far single
/// calls advance.
/// </summary>
internal sealed class TimerWheel
{
    private const int Slots = 1 << 16;
    private const int None = -1;

    private readonly int[] _heads = new int[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private readonly int[] _next;
    private readonly long[] _due;

    /// <summary>Items of the current slot that are still to be looked at.</summary>
    private int _pending = None;

    public TimerWheel(int items)
    {
        _next = new int[items];
        _due = new long[items];
        Array.Fill(_heads, None);
    }

    /// <summary>The millisecond the wheel stands at: every item due before has been taken.</summary>
    public long Now { get; private set; } = -1;

    /// <summary>An item is scheduled at most once; a time that has passed becomes the next millisecond.</summary>
    public void Schedule(int item, long due)
    {
        _due[item] = Math.Max(due, Now + 1);
        Insert(item);
    }

    /// <returns>An item due at or before <paramref name="until"/>, which is thereby unscheduled, or −1.</returns>
    public int Take(long until)
    {
        while (true)
        {
            while (_pending != None)
            {
                var item = _pending;
                _pending = _next[item];
                if (_due[item] <= Now)
                {
                    return item;
                }

                Insert(item);
            }

            if (Now >= until)
            {
                return None;
            }

            Now = Math.Min(NextOccupied(), until);
            var slot = (int)(Now & (Slots - 1));
            _pending = _heads[slot];
            _heads[slot] = None;
            _occupied[slot >> 6] &= ~(1UL << slot);
        }
    }

    private void Insert(int item)
    {
        var slot = (int)(_due[item] & (Slots - 1));
        _next[item] = _heads[slot];
        _heads[slot] = item;
        _occupied[slot >> 6] |= 1UL << slot;
    }

    /// <summary>The first millisecond after now whose slot holds anything, at most a revolution away.</summary>
    private long NextOccupied()
    {
        var from = (int)((Now + 1) & (Slots - 1));
        var word = from >> 6;
        var bits = _occupied[word] & (ulong.MaxValue << from);
        for (var looked = 0; looked <= _occupied.Length; looked++)
        {
            if (bits != 0)
            {
                var slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
                return Now + 1 + ((slot - from) & (Slots - 1));
            }

            word = (word + 1) & (_occupied.Length - 1);
            bits = _occupied[word];
        }

        return Now + Slots;
    }
}
