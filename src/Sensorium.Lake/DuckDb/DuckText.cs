using System.Runtime.InteropServices;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// <c>duckdb_string_t</c>, 16 bytes: the length, then the bytes themselves where they are at most 12, else four of them and the
/// address of all.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct DuckText
{
    private const int MaxInline = 12;

    [FieldOffset(0)]
    private int _length;

    [FieldOffset(4)]
    private fixed byte _inline[MaxInline];

    [FieldOffset(8)]
    private byte* _address;

    /// <param name="bytes">Must stay where they are for as long as DuckDB may read this.</param>
    public DuckText(byte* bytes, int length)
    {
        _length = length;
        if (length <= MaxInline)
        {
            // What is not used must be zero: DuckDB compares all 16 bytes.
            fixed (byte* inline = _inline)
            {
                new ReadOnlySpan<byte>(bytes, length).CopyTo(new(inline, MaxInline));
            }

            return;
        }

        fixed (byte* prefix = _inline)
        {
            *(uint*)prefix = *(uint*)bytes;
        }

        _address = bytes;
    }

    public static ReadOnlySpan<byte> Of(DuckText* text) =>
        new(text->_length <= MaxInline ? text->_inline : text->_address, text->_length);
}
