using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Copies a string to a flat column, whose arrays the caller keeps in place.</summary>
/// <param name="used">Bytes of the column that hold text.</param>
/// <param name="room">Up to where text may go; 16 bytes beyond it are writable.</param>
internal unsafe struct TextKernel(byte* bytes, int used, int room, int* starts, int* lengths) : IFieldKernel
{
    private int _used = used;

    /// <summary>Bytes of the column that hold text now.</summary>
    public readonly int Used => _used;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        var length = StringScan.Length(value, limit, out var isEscaped);
        if (length < 0 || length > room - _used)
        {
            return null;
        }

        var to = bytes + _used;
        var written = length;
        if (isEscaped)
        {
            written = JsonText.Unescape(new(value, length), new(to, length));
        }
        else
        {
            Vector128.Load(value).Store(to);
            if (length > 16)
            {
                Unsafe.CopyBlockUnaligned(to + 16, value + 16, (uint)length - 16);
            }
        }

        if (written < 0)
        {
            return null;
        }

        starts[row] = _used;
        lengths[row] = written;
        _used += written;
        return value + length;
    }
}
