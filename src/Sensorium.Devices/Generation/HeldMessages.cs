namespace Sensorium.Devices.Generation;

/// <summary>
/// Late messages until they are sent. Slots of fixed size, allocated in chunks as they are first needed, at most
/// <see cref="Capacity"/>; when all are taken, a message that should be late is sent on time.
/// </summary>
internal sealed class HeldMessages
{
    public const int Capacity = 128 * 1024;

    /// <summary>Messages and keys longer than this together are not held back.</summary>
    public const int SlotSize = 512;

    private const int ChunkSlots = 128;

    private readonly byte[]?[] _chunks = new byte[Capacity / ChunkSlots][];
    private readonly List<(ushort Key, ushort Value, int Stream)> _entries = [];
    private readonly Stack<int> _free = [];

    public int Count => _entries.Count - _free.Count;

    /// <returns>The slot, or −1 where there is no room.</returns>
    public int Hold(int stream, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.Length + value.Length > SlotSize || Count == Capacity)
        {
            return -1;
        }

        if (!_free.TryPop(out var slot))
        {
            slot = _entries.Count;
            _entries.Add(default);
        }

        var room = Room(slot);
        key.CopyTo(room);
        value.CopyTo(room[key.Length..]);
        _entries[slot] = ((ushort)key.Length, (ushort)value.Length, stream);
        return slot;
    }

    /// <summary>What a slot holds; valid until the next <see cref="Hold"/> after <see cref="Release"/>.</summary>
    public int Get(int slot, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var entry = _entries[slot];
        var room = Room(slot);
        key = room[..entry.Key];
        value = room.Slice(entry.Key, entry.Value);
        return entry.Stream;
    }

    public void Release(int slot) => _free.Push(slot);

    private Span<byte> Room(int slot) =>
        (_chunks[slot / ChunkSlots] ??= new byte[ChunkSlots * SlotSize]).AsSpan(slot % ChunkSlots * SlotSize, SlotSize);
}
