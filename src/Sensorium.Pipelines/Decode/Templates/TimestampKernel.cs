using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sensorium.Pipelines.Decode.Templates;

/// <summary>Reads a string as a timestamp: <c>yyyy-MM-ddTHH:mm:ss.fffZ</c> of the last day at once, all others by the column's reader.</summary>
internal unsafe struct TimestampKernel(long* output, TimestampReader time) : IFieldKernel
{
    /// <summary>Of the form that is read at once.</summary>
    private const int ShortLength = 24;

    private KnownDay _day = time.Day;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        if (TryReadShort(value, _day, out output[row]))
        {
            return value + ShortLength;
        }

        var after = ReadLong(value, limit, time, out output[row]);
        _day = time.Day;
        return after;
    }

    /// <summary><c>T12:34:56.789Z</c> behind a day that was read before, and the closing quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadShort(byte* p, in KnownDay day, out long micros)
    {
        // The vector begins with the day's last digit: dThh:mm:ss.fffZ"
        const uint Digits = 0b0011_1011_0110_1100;
        const uint Marks = 0b1100_0100_1001_0010;
        var text = Vector128.Load(p + 9);
        var values = text - Vector128.Create((byte)'0');
        var digits = Vector128.LessThanOrEqual(values, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        var marks = Vector128.Equals(text, Vector128.Create(0, (byte)'T', 0, 0, (byte)':', 0, 0, (byte)':', 0, 0, (byte)'.', 0, 0, 0, (byte)'Z', (byte)'"'))
            .ExtractMostSignificantBits();
        var order = Vector128.Create(2, 3, 5, 6, 8, 9, 0x80, 11, 12, 13, 0x80, 0x80, 0x80, 0x80, 0x80, (byte)0x80);
        Vector128<short> pairs;
        if (Ssse3.IsSupported)
        {
            pairs = Ssse3.MultiplyAddAdjacent(Ssse3.Shuffle(values, order), Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 0, 0, 0, 0, 0, 0));
        }
        else
        {
            var ordered = Vector128.Shuffle(values, order).AsUInt16();
            pairs = (((ordered & Vector128.Create((ushort)0xFF)) * 10) + (ordered >>> 8)).AsInt16();
        }

        // Hours, minutes, seconds, then a tenth, and the other two digits of the fraction.
        var inRange = Vector128.LessThanOrEqualAll(pairs, Vector128.Create((short)23, 59, 59, 99, 99, 99, 99, 99));
        var seconds = (pairs.ToScalar() * 3600L) + (pairs.GetElement(1) * 60L) + pairs.GetElement(2);
        micros = day.Micros + (seconds * 1_000_000) + (((pairs.GetElement(3) * 100L) + pairs.GetElement(4)) * 1000);
        return ((digits & Digits) | (marks & Marks)) == (Digits | Marks)
            & inRange
            & Unsafe.ReadUnaligned<ulong>(p) == day.Text
            & Unsafe.ReadUnaligned<ushort>(p + 8) == day.Tail;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* ReadLong(byte* p, byte* limit, TimestampReader time, out long micros)
    {
        micros = 0;
        var length = StringScan.Length(p, limit, out var isEscaped);
        return length > 0 && !isEscaped && time.ReadText(new(p, length), out micros) == RejectReason.None ? p + length : null;
    }
}
