using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Reads a string as a timestamp: <see cref="ShortTime"/> at once, all others by the column's reader.</summary>
internal unsafe struct TimestampKernel(long* output, TimestampReader time) : IFieldKernel
{
    private KnownDay _day = time.Day;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        if (ShortTime.TryRead(ref *value, _day, out output[row]) & value[ShortTime.Length] == '"')
        {
            return value + ShortTime.Length;
        }

        var after = ReadLong(value, limit, time, out output[row]);
        _day = time.Day;
        return after;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* ReadLong(byte* p, byte* limit, TimestampReader time, out long micros)
    {
        micros = 0;
        var length = StringScan.Length(p, limit, out var isEscaped);
        return length > 0 && !isEscaped && time.ReadText(new(p, length), out micros) == RejectReason.None ? p + length : null;
    }
}
