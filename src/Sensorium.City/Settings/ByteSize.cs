using System.Globalization;

namespace Sensorium.City.Settings;

/// <summary>A number of bytes, written <c>512 MiB</c>, <c>10 GB</c> or as a plain number.</summary>
internal readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>, IComparable
{
    private static readonly (string Unit, long Bytes)[] _units =
    [
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1),
    ];

    public static ByteSize FromMebibytes(long count) => new(count << 20);

    public static ByteSize FromGibibytes(long count) => new(count << 30);

    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        var split = text.AsSpan().Trim();
        var digits = 0;
        while (digits < split.Length && (char.IsAsciiDigit(split[digits]) || split[digits] == '.'))
        {
            digits++;
        }

        var unit = split[digits..].Trim();
        var factor = 1L;
        if (unit.Length > 0)
        {
            factor = 0;
            foreach (var (name, bytes) in _units)
            {
                if (unit.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    factor = bytes;
                }
            }
        }

        if (factor == 0 || !decimal.TryParse(split[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (number > long.MaxValue / factor)
        {
            return false;
        }

        size = new((long)(number * factor));
        return true;
    }

    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    int IComparable.CompareTo(object? obj) => obj is ByteSize other ? CompareTo(other) : 1;

    /// <summary>In the largest binary unit that leaves a whole number.</summary>
    public override string ToString()
    {
        foreach (var (unit, bytes) in _units.AsSpan(0, 4))
        {
            if (Bytes >= bytes && Bytes % bytes == 0)
            {
                return $"{Bytes / bytes} {unit}";
            }
        }

        return $"{Bytes} B";
    }
}
