using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Finds a row's fields as RFC 4180 has them; a quote within a field that does not begin with one is an ordinary character.
/// </summary>
internal sealed class CsvRecordReader(byte delimiter, FoundValue[] found)
{
    /// <summary>Of the last record: fields that came again under the same header.</summary>
    public int DuplicateKeys { get; private set; }

    /// <param name="record">In the data of a block, so that the padding behind it is readable.</param>
    /// <param name="slotsByField">Where each field of the row goes.</param>
    public RejectReason Read(ReadOnlySpan<byte> record, int[][] slotsByField)
    {
        DuplicateKeys = 0;
        Array.Clear(found);
        if (record.IsEmpty)
        {
            return RejectReason.Empty;
        }

        if (!Utf8.IsValid(record))
        {
            return RejectReason.NotUtf8;
        }

        var start = 0;
        for (var field = 0; ; field++)
        {
            FoundValue value;
            int end;
            if (start < record.Length && record[start] == '"')
            {
                end = ReadQuoted(record, start, out value);
                if (end < record.Length && record[end] != delimiter)
                {
                    return RejectReason.CsvQuotes;
                }
            }
            else
            {
                end = Delimiter(record, start);
                value = new() { Start = start, Length = end - start, Kind = end == start ? ValueKind.Null : ValueKind.BareField };
            }

            if (end > record.Length)
            {
                return RejectReason.CsvQuotes;
            }

            if (field < slotsByField.Length)
            {
                foreach (var slot in slotsByField[field])
                {
                    DuplicateKeys += found[slot].Kind == ValueKind.Absent ? 0 : 1;
                    found[slot] = value;
                }
            }

            if (end == record.Length)
            {
                return field + 1 == slotsByField.Length ? RejectReason.None : RejectReason.CsvFieldCount;
            }

            start = end + 1;
        }
    }

    /// <returns>Where the next delimiter is, or the record's end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Delimiter(ReadOnlySpan<byte> record, int start)
    {
        var delimiters = Vector128.Create(delimiter);
        for (var at = start; at < record.Length; at += 16)
        {
            var found = Vector128.Equals(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(record), (nuint)at), delimiters)
                .ExtractMostSignificantBits();
            if (found != 0)
            {
                return Math.Min(record.Length, at + BitOperations.TrailingZeroCount(found));
            }
        }

        return record.Length;
    }

    /// <returns>Where the field ends; beyond the record where its quote is not closed.</returns>
    private static int ReadQuoted(ReadOnlySpan<byte> record, int start, out FoundValue value)
    {
        var kind = ValueKind.QuotedField;
        var at = start + 1;
        while (true)
        {
            var quote = record[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                value = default;
                return record.Length + 1;
            }

            at += quote + 1;
            if (at >= record.Length || record[at] != '"')
            {
                value = new() { Start = start + 1, Length = at - start - 2, Kind = kind };
                return at;
            }

            kind = ValueKind.DoubledField;
            at++;
        }
    }
}
