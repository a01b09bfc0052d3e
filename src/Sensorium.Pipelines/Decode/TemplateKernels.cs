using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Sensorium.Core;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Decode;

/// <summary>
/// One loop for each <see cref="FieldOperation"/>, over the records of a chunk. A loop checks the text before the value, takes the value,
/// and moves on those records that have both; the others fail, and whatever was written for them is written again by another way.
/// </summary>
/// <remarks>
/// A loop may run over a record's end into the next one, since the limit is the block's. Such a record fails in the end: a record's place
/// only grows, and must at last be its own end.
/// </remarks>
internal static unsafe class TemplateKernels
{
    /// <summary>Keeps the records that end as the template does, at their own ends.</summary>
    public static void End(ref TemplateRows rows, TemplateField field, byte* data, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths)
    {
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var kept = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var p = rows.At[i];
            var row = rows.Rows[i];
            if (p + length == data + starts[row] + lengths[row] && TemplateField.Stands(p, first, mask, rows.Limit, field))
            {
                rows.Rows[kept++] = row;
            }
            else
            {
                rows.Failed[rows.FailedCount++] = row;
            }
        }

        rows.Count = kept;
    }

    public static void SkipText(ref TemplateRows rows, TemplateField field)
    {
        var (first, mask, length, isDeclared) = (field.First, field.Mask, field.Length, field.Columns.Length > 0);
        var (at, numbers, count, limit, failed, failures) = rows;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var text = StringScan.Length(p, limit, out var isEscaped);
                if (text >= 0 && (!isEscaped || !isDeclared || IsWhole(p, text)))
                {
                    at[kept] = p + text;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    public static void SkipNumber(ref TemplateRows rows, TemplateField field)
    {
        var (first, mask, length, isDeclared) = (field.First, field.Mask, field.Length, field.Columns.Length > 0);
        var (at, numbers, count, limit, failed, failures) = rows;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var number = JsonNumber.ShortLength(p);
                if (number == 0 || IsInNumber(p[number]))
                {
                    number = isDeclared ? ReadDouble(p, limit, out _) : LongLength(p, limit);
                }

                if (number > 0)
                {
                    at[kept] = p + number;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    public static void SkipWord(ref TemplateRows rows, TemplateField field)
    {
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var (at, numbers, count, limit, failed, failures) = rows;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p = JsonWord.After(p + length, out _);
                if (p != null)
                {
                    at[kept] = p;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    /// <param name="column">Flat, with room for the text of the chunk.</param>
    public static void Text(ref TemplateRows rows, TemplateField field, TextColumn column)
    {
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var (at, numbers, count, limit, failed, failures) = rows;
        var kept = 0;
        var used = column.Used;
        var room = column.Bytes.Length - 16;
        fixed (byte* bytes = column.Bytes)
        fixed (int* starts = column.Starts)
        fixed (int* lengths = column.Lengths)
        {
            for (var i = 0; i < count; i++)
            {
                var p = at[i];
                var row = numbers[i];
                if (TemplateField.Stands(p, first, mask, limit, field))
                {
                    p += length;
                    var text = StringScan.Length(p, limit, out var isEscaped);
                    if (text >= 0 && used + text <= room)
                    {
                        var written = text;
                        if (isEscaped)
                        {
                            written = JsonText.Unescape(new(p, text), new(bytes + used, text));
                        }
                        else
                        {
                            Vector128.Load(p).Store(bytes + used);
                            if (text > 16)
                            {
                                Unsafe.CopyBlockUnaligned(bytes + used + 16, p + 16, (uint)text - 16);
                            }
                        }

                        if (written >= 0)
                        {
                            starts[row] = used;
                            lengths[row] = written;
                            used += written;
                            at[kept] = p + text;
                            numbers[kept++] = row;
                            continue;
                        }
                    }
                }

                failed[failures++] = row;
            }
        }

        column.Used = used;
        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    public static void Code(ref TemplateRows rows, TemplateField field, int* output)
    {
        var (first, mask, length, codes) = (field.First, field.Mask, field.Length, field.Codes!);
        var (at, numbers, count, limit, failed, failures) = rows;
        var masks = KernelTables.Masks;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var part = Vector128.Load(p);
                var quotes = Vector128.Equals(part, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
                var text = BitOperations.TrailingZeroCount(quotes | 0x10000);
                var code = quotes == 0 ? -1 : codes.Find(part & Vector128.Load(masks + ((text + 1) << 4)));
                if (code < 0)
                {
                    code = codes.Read(p, limit, out text);
                }

                if (code >= 0)
                {
                    output[row] = code;
                    at[kept] = p + text;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    /// <param name="stride">Doubles from one row to the next: 2 in points.</param>
    public static void Double(ref TemplateRows rows, TemplateField field, double* output, int stride)
    {
        var (first, mask, length, bound) = (field.First, field.Mask, field.Length, field.Bound);
        var (at, numbers, count, limit, failed, failures) = rows;
        var shuffles = KernelTables.Shuffles;
        var powers = KernelTables.Powers;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var number = JsonNumber.ReadShort(p, shuffles, powers, out var value);
                if (number == 0 || IsInNumber(p[number]))
                {
                    number = ReadDouble(p, limit, out value);
                }

                if (number > 0 && Math.Abs(value) <= bound)
                {
                    output[row * stride] = value;
                    at[kept] = p + number;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    public static void Integer(ref TemplateRows rows, TemplateField field, int* output)
    {
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var (at, numbers, count, limit, failed, failures) = rows;
        var shuffles = KernelTables.Shuffles;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var number = JsonNumber.ReadShortWhole(p, shuffles, out var value);
                if (number == 0 || IsInNumber(p[number]))
                {
                    number = ReadWhole(p, limit, out value);
                }

                if (number > 0 && value == (int)value)
                {
                    output[row] = (int)value;
                    at[kept] = p + number;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    /// <summary>Whole numbers, or timestamps in the unit of <paramref name="time"/>.</summary>
    public static void BigInt(ref TemplateRows rows, TemplateField field, long* output, TimestampReader? time)
    {
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var (at, numbers, count, limit, failed, failures) = rows;
        var shuffles = KernelTables.Shuffles;
        var (unit, largest) = time?.Kind switch
        {
            null => (1, long.MaxValue),
            TimestampKind.EpochSeconds => (1_000_000, CivilTime.LastMicros / 1_000_000),
            TimestampKind.EpochMilliseconds => (1_000, CivilTime.LastMicros / 1_000),
            TimestampKind.EpochMicroseconds => (1, CivilTime.LastMicros),
            _ => (0, -1L),
        };
        var smallest = time is null ? long.MinValue : 0;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var number = JsonNumber.ReadShortWhole(p, shuffles, out var value);
                if (number > 0 && !IsInNumber(p[number]) && value >= smallest && value <= largest)
                {
                    value *= unit;
                }
                else
                {
                    number = time is null ? ReadWhole(p, limit, out value) : ReadEpoch(p, limit, time, out value);
                }

                if (number > 0)
                {
                    output[row] = value;
                    at[kept] = p + number;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    public static void Timestamp(ref TemplateRows rows, TemplateField field, long* output, TimestampReader time)
    {
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var (at, numbers, count, limit, failed, failures) = rows;
        var kept = 0;
        var day = time.Day;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var text = 24;
                if (!TryMillis(p, day, out var value))
                {
                    text = ReadTime(p, limit, time, out value);
                    day = time.Day;
                }

                if (text > 0)
                {
                    output[row] = value;
                    at[kept] = p + text;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    public static void Judge(ref TemplateRows rows, TemplateField field, RecordJudge judge, ReadOnlySpan<byte> data, byte* start, Batch into)
    {
        var (first, mask, length, kind) = (field.First, field.Mask, field.Length, field.Kind);
        var (at, numbers, count, limit, failed, failures) = rows;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p += length;
                var value = new FoundValue { Start = (int)(p - start), Kind = kind };
                p = After(p, limit, ref value.Kind);
                if (p != null)
                {
                    value.Length = (int)(p - start) - value.Start;
                    if (judge.IsGood(field.Columns, data, value, into, row))
                    {
                        at[kept] = p;
                        numbers[kept++] = row;
                        continue;
                    }
                }
            }

            failed[failures++] = row;
        }

        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    /// <summary>A number goes on where the short form ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInNumber(byte next) => (uint)(next - '0') <= 9 || (next | 0x20) == 'e' || next == '.';

    /// <summary><c>T12:34:56.789Z</c> behind a day that was read before, and the closing quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryMillis(byte* p, in KnownDay day, out long micros)
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
    private static int ReadTime(byte* p, byte* limit, TimestampReader time, out long micros)
    {
        micros = 0;
        var length = StringScan.Length(p, limit, out var isEscaped);
        return length > 0 && !isEscaped && time.ReadText(new(p, length), out micros) == RejectReason.None ? length : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadDouble(byte* p, byte* limit, out double value)
    {
        value = 0;
        var length = LongLength(p, limit);
        return length > 0 && NumeralText.ReadDouble(new(p, length), out value) == RejectReason.None ? length : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadWhole(byte* p, byte* limit, out long value)
    {
        value = 0;
        var length = LongLength(p, limit);
        return length > 0 && NumeralText.ReadWhole(new(p, length), long.MinValue, long.MaxValue, out value) == RejectReason.None ? length : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadEpoch(byte* p, byte* limit, TimestampReader time, out long micros)
    {
        micros = 0;
        var length = LongLength(p, limit);
        return length > 0 && time.ReadNumber(new(p, length), out micros) == RejectReason.None ? length : 0;
    }

    private static int LongLength(byte* p, byte* limit)
    {
        var end = JsonNumber.After(p, limit);
        return end == null ? 0 : (int)(end - p);
    }

    private static bool IsWhole(byte* p, int length)
    {
        var plain = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        return JsonText.Unescape(new(p, length), plain) >= 0;
    }

    private static byte* After(byte* p, byte* limit, ref ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.Text:
                var length = StringScan.Length(p, limit, out var isEscaped);
                kind = isEscaped ? ValueKind.EscapedText : ValueKind.Text;
                return length < 0 ? null : p + length;
            case ValueKind.Number:
                return JsonNumber.After(p, limit);
            default:
                return JsonWord.After(p, out kind);
        }
    }
}
