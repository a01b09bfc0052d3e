using Sensorium.Core;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Finds the value's end and leaves the rest to the validator of single records.</summary>
/// <param name="data">The block's first byte.</param>
/// <param name="kind">Text, Number, or Null for any word.</param>
internal readonly unsafe struct ValidateKernel(RecordValidator validator, ColumnPlan[] columns, byte* data, ValueKind kind, Batch into)
    : IFieldKernel
{
    public byte* Take(byte* value, int row, byte* limit)
    {
        var found = new FoundValue { Start = (int)(value - data), Kind = kind };
        var after = After(value, limit, ref found.Kind);
        if (after == null)
        {
            return null;
        }

        found.Length = (int)(after - value);
        return validator.IsGood(columns, new(data, (int)(limit - data)), found, into, row) ? after : null;
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
