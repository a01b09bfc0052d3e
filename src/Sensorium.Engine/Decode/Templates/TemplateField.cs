using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>A value that a template expects, and the text that must stand before it.</summary>
internal sealed class TemplateField
{
    private readonly byte[] _rest;

    /// <param name="literal">From the value before to this one, a string's quotes included.</param>
    public TemplateField(ReadOnlySpan<byte> literal, FieldOperation operation, ValueKind kind, ColumnPlan[] columns)
    {
        Length = literal.Length;
        var first = new byte[16];
        literal[..Math.Min(16, literal.Length)].CopyTo(first);
        First = Vector128.Create((ReadOnlySpan<byte>)first);
        Mask = KernelTables.FirstBytes(Math.Min(16, literal.Length));
        _rest = literal.Length > 16 ? literal[16..].ToArray() : [];
        Operation = operation;
        Kind = kind;
        Columns = columns;
    }

    public Vector128<byte> First { get; }

    public Vector128<byte> Mask { get; }

    /// <summary>Of the text before the value.</summary>
    public int Length { get; }

    public FieldOperation Operation { get; }

    /// <summary>Text, Number, or Null for any word.</summary>
    public ValueKind Kind { get; }

    /// <summary>The columns that the value is; none where it is undeclared.</summary>
    public ColumnPlan[] Columns { get; }

    /// <summary>Of a coded column.</summary>
    public TextCodes? Codes { get; init; }

    /// <summary>Whether the literal stands at <paramref name="p"/>, and the record's data does not end before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe bool Stands(byte* p, Vector128<byte> first, Vector128<byte> mask, byte* limit, TemplateField field) =>
        p <= limit && (Vector128.Load(p) & mask) == first && (field._rest.Length == 0 || field.RestStands(p, limit));

    private unsafe bool RestStands(byte* p, byte* limit) =>
        p + Length <= limit && new ReadOnlySpan<byte>(p + 16, _rest.Length).SequenceEqual(_rest);
}
