namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>Records to be written, in one growing buffer that is filled, written and cleared.</summary>
public sealed class OutgoingBatch
{
    private const int None = -1;
    private const int KeptBytes = 4 * 1024 * 1024;

    private byte[] _data = new byte[4096];
    private Entry[] _entries = new Entry[64];

    public int Count { get; private set; }

    /// <summary>Bytes of all keys and values.</summary>
    public int Length { get; private set; }

    public OutgoingRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            ref readonly var entry = ref _entries[index];
            return new()
            {
                HasKey = entry.KeyLength != None,
                Key = _data.AsSpan(entry.Start, Math.Max(0, entry.KeyLength)),
                IsTombstone = entry.ValueLength == None,
                Value = _data.AsSpan(entry.Start + Math.Max(0, entry.KeyLength), Math.Max(0, entry.ValueLength)),
                Partition = entry.Partition,
                TimestampMillis = entry.TimestampMillis,
            };
        }
    }

    public void Add(in OutgoingRecord record)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        var bytes = record.Key.Length + record.Value.Length;
        if (_data.Length - Length < bytes)
        {
            Array.Resize(ref _data, Math.Max(checked(Length + bytes), (int)Math.Min(Array.MaxLength, _data.Length * 2L)));
        }

        record.Key.CopyTo(_data.AsSpan(Length));
        record.Value.CopyTo(_data.AsSpan(Length + record.Key.Length));
        _entries[Count++] = new(
            Length,
            record.HasKey ? record.Key.Length : None,
            record.IsTombstone ? None : record.Value.Length,
            record.Partition,
            record.TimestampMillis);
        Length += bytes;
    }

    /// <summary>Empties it, and gives up the room that an unusual one took.</summary>
    public void Clear()
    {
        if (_data.Length > KeptBytes)
        {
            _data = new byte[4096];
            _entries = new Entry[64];
        }

        Count = 0;
        Length = 0;
    }

    private readonly record struct Entry(int Start, int KeyLength, int ValueLength, int Partition, long TimestampMillis);
}
