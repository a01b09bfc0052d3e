using Sensorium.Core.Time;
using System.Runtime.CompilerServices;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Reads a number as the time since 1970, in the column's unit.</summary>
internal readonly unsafe struct EpochKernel : IFieldKernel
{
    private readonly long* _output;
    private readonly TimestampReader _time;
    private readonly long _unit;
    private readonly ulong _largest;

    public EpochKernel(long* output, TimestampReader time)
    {
        _output = output;
        _time = time;
        _unit = time.Kind switch
        {
            TimestampKind.EpochSeconds => 1_000_000,
            TimestampKind.EpochMilliseconds => 1_000,
            _ => 1,
        };
        _largest = (ulong)(Calendar.LastMicros / _unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        var length = JsonNumber.ReadShortWhole(value, out var number);
        // Times before 1970 are negative, so larger than the largest here; they go the other way too.
        if (length > 0 && !JsonNumber.GoesOn(value[length]) && (ulong)number <= _largest)
        {
            _output[row] = number * _unit;
            return value + length;
        }

        return ReadLong(value, row, limit);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* ReadLong(byte* value, int row, byte* limit)
    {
        var length = JsonNumber.Length(value, limit);
        return length > 0 && _time.ReadNumber(new(value, length), out _output[row]) == RejectReason.None ? value + length : null;
    }
}
