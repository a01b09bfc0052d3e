using Sensorium.Core;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Makes a row of what a reader found in a record, column by column in declared order, and names the first column that is not as
/// declared. A spelling that is null counts as absent, so the first listed spelling with a value is the column.
/// </summary>
/// <param name="nulls">Text that stands for NULL, or null.</param>
internal sealed class RecordValidator(ColumnPlan[] columns, FoundValue[] found, byte[]? nulls)
{
    private readonly Scratch _scratch = new();

    /// <summary>Of the last record: spellings with a value beside the one that was taken.</summary>
    public int Conflicts { get; private set; }

    /// <param name="record">In the data of a block, so that the padding behind it is readable.</param>
    /// <param name="column">The column at fault.</param>
    public RejectReason Validate(ReadOnlySpan<byte> record, Batch rows, int row, out int column)
    {
        Conflicts = 0;
        foreach (var plan in columns)
        {
            var value = Pick(plan, record);
            var reason = value.Kind == ValueKind.Null ? ValidateNull(plan, rows, row) : ValidateValue(plan, record, value, rows, row);
            if (reason != RejectReason.None)
            {
                column = plan.Index;
                return reason;
            }
        }

        column = -1;
        return RejectReason.None;
    }

    /// <summary>Writes a value that several columns, or one, are. What is not good is not said.</summary>
    public bool IsGood(ColumnPlan[] plans, ReadOnlySpan<byte> record, in FoundValue value, Batch rows, int row)
    {
        foreach (var plan in plans)
        {
            var reason = value.Kind == ValueKind.Null
                || (nulls is not null && value.Kind is ValueKind.Text or ValueKind.EscapedText && IsNullText(record, value))
                ? ValidateNull(plan, rows, row)
                : ValidateValue(plan, record, value, rows, row);
            if (reason != RejectReason.None)
            {
                return false;
            }
        }

        return true;
    }

    private FoundValue Pick(ColumnPlan plan, ReadOnlySpan<byte> record)
    {
        var picked = new FoundValue { Kind = ValueKind.Null };
        foreach (var slot in plan.Slots)
        {
            ref readonly var value = ref found[slot];
            if (value.Kind is ValueKind.Absent or ValueKind.Null || (value.Kind >= ValueKind.BareField && IsNullField(plan, record, value))
                || (nulls is not null && value.Kind is ValueKind.Text or ValueKind.EscapedText && IsNullText(record, value)))
            {
                continue;
            }

            if (picked.Kind == ValueKind.Null)
            {
                picked = value;
            }
            else
            {
                Conflicts++;
            }
        }

        return picked;
    }

    /// <summary>Quotes make text of a field, even where it is empty; for other types they mean nothing, as do spaces around it.</summary>
    private bool IsNullField(ColumnPlan plan, ReadOnlySpan<byte> record, in FoundValue value)
    {
        if (value.Kind != ValueKind.BareField && plan.IsText)
        {
            return false;
        }

        var text = record.Slice(value.Start, value.Length);
        text = plan.IsText ? text : Trimmed(text);
        return text.IsEmpty || (nulls is not null && text.SequenceEqual(nulls));
    }

    private bool IsNullText(ReadOnlySpan<byte> record, in FoundValue value)
    {
        var text = record.Slice(value.Start, value.Length);
        if (value.Kind == ValueKind.Text)
        {
            return text.SequenceEqual(nulls);
        }

        var plain = _scratch.Take(text.Length);
        var length = JsonText.Unescape(text, plain);
        return length >= 0 && plain[..length].SequenceEqual(nulls);
    }

    private static RejectReason ValidateNull(ColumnPlan plan, Batch rows, int row)
    {
        if (plan.Required)
        {
            return RejectReason.Missing;
        }

        if (plan.Materialised)
        {
            NullCells.Write(rows.Columns[plan.Index], row);
        }

        return RejectReason.None;
    }

    private RejectReason ValidateValue(ColumnPlan plan, ReadOnlySpan<byte> record, in FoundValue value, Batch rows, int row)
    {
        var text = record.Slice(value.Start, value.Length);
        var kind = value.Kind;
        var isInPlace = kind is not (ValueKind.EscapedText or ValueKind.DoubledField);
        switch (kind)
        {
            case ValueKind.EscapedText:
                var plain = _scratch.Take(text.Length);
                var length = JsonText.Unescape(text, plain);
                if (length < 0)
                {
                    return RejectReason.LoneSurrogate;
                }

                text = plain[..length];
                kind = ValueKind.Text;
                break;
            case ValueKind.BareField or ValueKind.QuotedField:
                text = plan.IsText ? text : Trimmed(text);
                kind = ValueKind.Text;
                break;
            case ValueKind.DoubledField:
                text = WithSingleQuotes(text);
                text = plan.IsText ? text : Trimmed(text);
                kind = ValueKind.Text;
                break;
        }

        switch (plan.Type)
        {
            case TypeKind.Boolean:
                var truth = RejectReason.WrongType;
                byte flag = 0;
                if (kind is ValueKind.True or ValueKind.False)
                {
                    (truth, flag) = (RejectReason.None, kind == ValueKind.True ? (byte)1 : (byte)0);
                }
                else if (kind is ValueKind.Text or ValueKind.Number)
                {
                    truth = BooleanText.Read(text, out flag);
                }

                return Write(plan, truth, flag, rows, row);
            case TypeKind.Integer:
                if (isInPlace && JsonNumber.IsShortWhole(text, out var few) && few == (int)few)
                {
                    return Write(plan, RejectReason.None, (int)few, rows, row);
                }

                var narrow = IsNumeral(kind)
                    ? NumeralText.ReadWhole(text, int.MinValue, int.MaxValue, out var whole)
                    : Wrong(out whole);
                return Write(plan, narrow, (int)whole, rows, row);
            case TypeKind.BigInt:
                if (isInPlace && JsonNumber.IsShortWhole(text, out var many))
                {
                    return Write(plan, RejectReason.None, many, rows, row);
                }

                var wide = IsNumeral(kind)
                    ? NumeralText.ReadWhole(text, long.MinValue, long.MaxValue, out var big)
                    : Wrong(out big);
                return Write(plan, wide, big, rows, row);
            case TypeKind.Double:
                if (isInPlace && JsonNumber.IsShort(text, out var near))
                {
                    return Write(plan, RejectReason.None, near, rows, row);
                }

                var real = IsNumeral(kind) ? NumeralText.ReadDouble(text, out var number) : Wrong(out number);
                return Write(plan, real, number, rows, row);
            case TypeKind.Date:
                var date = kind == ValueKind.Text ? FixedTime.ReadDate(text, out var days) : Wrong(out days);
                return Write(plan, date, days, rows, row);
            case TypeKind.Timestamp:
                var time = kind == ValueKind.Text ? plan.Time!.ReadText(text, out var micros)
                    : kind == ValueKind.Number ? plan.Time!.ReadNumber(text, out micros)
                    : Wrong(out micros);
                return Write(plan, time, micros, rows, row);
            case TypeKind.Point:
                var place = kind == ValueKind.Text ? PointReader.ReadText(text, out var point)
                    : kind is ValueKind.Object or ValueKind.Array ? PointReader.ReadJson(text, out point)
                    : Wrong(out point);
                return Write(plan, place, point, rows, row);
            default:
                if (kind != ValueKind.Text)
                {
                    return RejectReason.WrongType;
                }

                if (plan.Materialised)
                {
                    rows.Text(plan.Index).Set(row, text);
                }

                return RejectReason.None;
        }
    }

    private static bool IsNumeral(ValueKind kind) => kind is ValueKind.Number or ValueKind.Text;

    private static RejectReason Wrong<T>(out T value)
        where T : unmanaged
    {
        value = default;
        return RejectReason.WrongType;
    }

    private static RejectReason Write<T>(ColumnPlan plan, RejectReason reason, T value, Batch rows, int row)
        where T : unmanaged
    {
        if (reason == RejectReason.None && plan.Materialised)
        {
            rows.Values<T>(plan.Index).Set(row, value);
        }

        return reason;
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text[0] > ' ' && text[^1] > ' ' ? text : text.Trim(" \t"u8);

    private ReadOnlySpan<byte> WithSingleQuotes(ReadOnlySpan<byte> text)
    {
        var into = _scratch.Take(text.Length);
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            into[written++] = text[i];
            i += text[i] == '"' ? 1 : 0;
        }

        return into[..written];
    }
}
