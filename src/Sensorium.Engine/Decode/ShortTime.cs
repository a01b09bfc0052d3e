using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sensorium.Engine.Decode;

/// <summary>
/// <c>yyyy-MM-ddTHH:mm:ss.fffZ</c> on a day that was read before: the form that most producers send, read without branches.
/// </summary>
internal static unsafe class ShortTime
{
    public const int Length = 24;

    /// <param name="text"><see cref="Length"/> bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref byte text, in KnownDay day, out long micros)
    {
        // Bytes 8 to 23: ddThh:mm:ss.fffZ. The day's own digits are compared with the rest of the day.
        const uint Digits = 0b0111_0110_1101_1000;
        const uint Marks = 0b1000_1001_0010_0100;
        var clock = Vector128.LoadUnsafe(ref text, 8);
        var values = clock - Vector128.Create((byte)'0');
        var digits = Vector128.LessThanOrEqual(values, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        var marks = Vector128.Equals(
            clock, Vector128.Create(0, 0, (byte)'T', 0, 0, (byte)':', 0, 0, (byte)':', 0, 0, (byte)'.', 0, 0, 0, (byte)'Z'))
            .ExtractMostSignificantBits();
        var order = Vector128.Create(3, 4, 6, 7, 9, 10, 0x80, 12, 13, 14, 0x80, 0x80, 0x80, 0x80, 0x80, (byte)0x80);
        Vector128<short> pairs;
        if (Ssse3.IsSupported)
        {
            pairs = Ssse3.MultiplyAddAdjacent(
                Ssse3.Shuffle(values, order), Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 0, 0, 0, 0, 0, 0));
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
            & Unsafe.ReadUnaligned<ulong>(ref text) == day.Text
            & Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref text, 8)) == day.Tail;
    }
}
