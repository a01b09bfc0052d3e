namespace Sensorium.Simulation.Disks;

/// <summary>
/// Content as processes see it, content that is durable, and the writes between the two. A sector of 512 bytes reaches the disk
/// whole, in any order among sectors, with all that was written to it up to some moment.
/// </summary>
internal sealed class DiskFile : DiskNode
{
    private const int Sector = 512;

    private readonly List<PendingWrite> _pending = [];
    private byte[] _content = [];
    private byte[] _durable = [];
    private long _durableLength;

    internal long Length { get; private set; }

    internal int Read(Span<byte> buffer, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        if (count > 0)
        {
            _content.AsSpan((int)offset, count).CopyTo(buffer);
        }

        return count;
    }

    internal void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (bytes.Length == 0)
        {
            return;
        }

        Keep(new(offset, bytes.ToArray(), Length, Math.Max(Length, offset + bytes.Length)));
    }

    internal void SetLength(long length) =>
        Keep(new(length, length < Length ? new byte[Length - length] : [], Length, length));

    internal void Sync()
    {
        foreach (var write in _pending)
        {
            _durableLength = Apply(write, ref _durable);
        }

        _pending.Clear();
    }

    /// <summary>A power cut, or a failed sync: any part of what was not durable becomes so, and the rest never will.</summary>
    internal void SettleAnyhow(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                break;
            case 1:
                Sync();
                break;
            case 2:
                KeepPrefix(random);
                break;
            default:
                KeepSectors(random);
                break;
        }

        _pending.Clear();
    }

    /// <summary>After a power cut: what was durable is all there is.</summary>
    internal void Revert()
    {
        _pending.Clear();
        _content = _durable.ToArray();
        Length = _durableLength;
    }

    private static long Apply(PendingWrite write, ref byte[] content)
    {
        Reserve(ref content, Math.Max(write.Offset + write.Bytes.Length, write.LengthAfter));
        write.Bytes.CopyTo(content, write.Offset);
        return write.LengthAfter;
    }

    private static void Reserve(ref byte[] content, long length)
    {
        if (content.Length < length)
        {
            Array.Resize(ref content, checked((int)Math.Max(length, content.Length * 2L)));
        }
    }

    private void Keep(PendingWrite write)
    {
        Length = Apply(write, ref _content);
        _pending.Add(write);
    }

    /// <summary>The first writes in order, the last of them cut at any byte.</summary>
    private void KeepPrefix(Random random)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var whole = random.Next(_pending.Count);
        for (var i = 0; i < whole; i++)
        {
            _durableLength = Apply(_pending[i], ref _durable);
        }

        var torn = _pending[whole];
        if (torn.LengthAfter >= torn.LengthBefore && torn.Bytes.Length > 0)
        {
            var kept = torn.Bytes[..random.Next(torn.Bytes.Length)];
            var length = kept.Length == 0 ? torn.LengthBefore : Math.Max(torn.LengthBefore, torn.Offset + kept.Length);
            _durableLength = Apply(torn with { Bytes = kept, LengthAfter = length }, ref _durable);
        }
    }

    /// <summary>Each sector as it was after any number of the writes to it; the length as it was after any of them.</summary>
    private void KeepSectors(Random random)
    {
        var writesBySector = new SortedDictionary<long, int>();
        foreach (var write in _pending)
        {
            for (var sector = write.Offset / Sector; sector * Sector < write.Offset + write.Bytes.Length; sector++)
            {
                writesBySector[sector] = writesBySector.GetValueOrDefault(sector) + 1;
            }
        }

        var kept = writesBySector.ToDictionary(pair => pair.Key, pair => random.Next(pair.Value + 1));
        var lengths = _pending.Select(write => write.LengthAfter).Prepend(_durableLength).ToArray();
        var length = lengths[random.Next(lengths.Length)];
        foreach (var write in _pending)
        {
            Reserve(ref _durable, Math.Max(write.Offset + write.Bytes.Length, write.LengthAfter));
            for (var sector = write.Offset / Sector; sector * Sector < write.Offset + write.Bytes.Length; sector++)
            {
                if (kept[sector]-- > 0)
                {
                    var from = Math.Max(sector * Sector, write.Offset);
                    var to = Math.Min((sector + 1) * Sector, write.Offset + write.Bytes.Length);
                    write.Bytes.AsSpan((int)(from - write.Offset), (int)(to - from)).CopyTo(_durable.AsSpan((int)from));
                }
            }
        }

        _durableLength = length;
        if (_durable.Length > length)
        {
            _durable.AsSpan((int)length).Clear();
        }
    }
}
