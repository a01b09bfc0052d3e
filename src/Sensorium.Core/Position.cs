using System.Buffers.Binary;

namespace Sensorium.Core;

/// <summary>
/// A place in a partition: opaque, ordered within its partition, at most 32 bytes. An offset of a log, a byte offset of a file, a
/// sequence number of Kinesis. Compared as big-endian bytes.
/// </summary>
public readonly record struct Position : IComparable<Position>
{
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private Position(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>Before every record.</summary>
    public static Position Start => default;

    /// <summary>The position of record number <paramref name="offset"/> ≥ 0.</summary>
    public static Position FromOffset(long offset) => new(0, 0, 0, (ulong)offset);

    /// <param name="bytes">Big-endian, at most 32.</param>
    public static Position FromBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[32];
        wide.Clear();
        bytes.CopyTo(wide[(32 - bytes.Length)..]);
        return new(
            BinaryPrimitives.ReadUInt64BigEndian(wide),
            BinaryPrimitives.ReadUInt64BigEndian(wide[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(wide[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(wide[24..]));
    }

    /// <summary>The offset this position was made from; meaningful only for sources whose positions are offsets.</summary>
    public long ToOffset() => (long)_d;

    public void WriteTo(Span<byte> thirtyTwoBytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(thirtyTwoBytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(thirtyTwoBytes[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(thirtyTwoBytes[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(thirtyTwoBytes[24..], _d);
    }

    public int CompareTo(Position other)
    {
        var order = _a.CompareTo(other._a);
        order = order != 0 ? order : _b.CompareTo(other._b);
        order = order != 0 ? order : _c.CompareTo(other._c);
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    public override string ToString() => (_a | _b | _c) == 0 ? _d.ToString() : $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}".TrimStart('0');

    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;
}
