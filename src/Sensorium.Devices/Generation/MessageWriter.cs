using System.Runtime.CompilerServices;

namespace Sensorium.Devices.Generation;

/// <summary>
/// Writes one message into a buffer it keeps. Numbers and times are written as whole numbers digit by digit, so that nothing is
/// allocated and nothing depends on culture. The caller keeps messages far below <see cref="Capacity"/>.
/// </summary>
internal sealed class MessageWriter
{
    public const int Capacity = 4096;

    private const long MicrosPerDay = 86_400_000_000;

    private readonly byte[] _buffer = new byte[Capacity];
    private long _day = long.MinValue;
    private int _year;
    private int _month;
    private int _dayOfMonth;
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Makes it anything but JSON: cut off, or with a zero byte, which stands nowhere in JSON.</summary>
    public void Spoil(ulong draw)
    {
        var place = (int)((draw >> 1) % (ulong)(_length - 1));
        if ((draw & 1) == 0)
        {
            _length = place + 1;
        }
        else
        {
            _buffer[place] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    public void Byte(byte value) => _buffer[_length++] = value;

    public void Whole(long value)
    {
        if (value < 0)
        {
            _buffer[_length++] = (byte)'-';
            value = -value;
        }

        var digits = 1;
        for (var rest = value; rest >= 10; rest /= 10)
        {
            digits++;
        }

        Padded(value, digits);
    }

    /// <summary><paramref name="scaled"/> / 10^<paramref name="decimals"/>, zeros at the end left out but for the first decimal.</summary>
    public void Number(long scaled, int decimals)
    {
        if (scaled < 0)
        {
            _buffer[_length++] = (byte)'-';
            scaled = -scaled;
        }

        var scale = 1L;
        for (var i = 0; i < decimals; i++)
        {
            scale *= 10;
        }

        Whole(scaled / scale);
        _buffer[_length++] = (byte)'.';
        Padded(scaled % scale, decimals);
        while (_buffer[_length - 1] == '0' && _buffer[_length - 2] != '.')
        {
            _length--;
        }
    }

    /// <summary>As Python's <c>isoformat()</c>: <c>2026-11-24T10:15:30.123456+00:00</c>, no fraction where it is zero.</summary>
    public void IsoTime(long micros)
    {
        var time = SplitDay(micros);
        Padded(_year, 4);
        _buffer[_length++] = (byte)'-';
        Padded(_month, 2);
        _buffer[_length++] = (byte)'-';
        Padded(_dayOfMonth, 2);
        _buffer[_length++] = (byte)'T';
        TimeOfDay((int)(time / 1_000_000));
        var fraction = time % 1_000_000;
        if (fraction != 0)
        {
            _buffer[_length++] = (byte)'.';
            Padded(fraction, 6);
        }

        Raw("+00:00"u8);
    }

    /// <summary>
    /// As <c>java.util.Date.toString()</c> in UTC: <c>Tue Nov 24 10:15:30 UTC 2026</c>. Fractions of a second are lost, as there.
    /// </summary>
    public void JavaTime(long micros)
    {
        var time = SplitDay(micros);
        var weekday = (int)(((_day % 7) + 11) % 7); // 1970-01-01 was a Thursday.
        Raw("SunMonTueWedThuFriSat"u8.Slice(weekday * 3, 3));
        _buffer[_length++] = (byte)' ';
        Raw("JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice((_month - 1) * 3, 3));
        _buffer[_length++] = (byte)' ';
        Padded(_dayOfMonth, 2);
        _buffer[_length++] = (byte)' ';
        TimeOfDay((int)(time / 1_000_000));
        Raw(" UTC "u8);
        Padded(_year, 4);
    }

    /// <summary>A random UUID, version 4, made of two draws.</summary>
    public void Uuid(ulong high, ulong low)
    {
        high = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000;
        low = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        Hex(high >> 32, 8);
        _buffer[_length++] = (byte)'-';
        Hex(high >> 16, 4);
        _buffer[_length++] = (byte)'-';
        Hex(high, 4);
        _buffer[_length++] = (byte)'-';
        Hex(low >> 48, 4);
        _buffer[_length++] = (byte)'-';
        Hex(low, 12);
    }

    /// <summary>The lowest <paramref name="digits"/> hexadecimal digits.</summary>
    public void Hex(ulong value, int digits)
    {
        var room = _buffer.AsSpan(_length, digits);
        for (var i = digits - 1; i >= 0; i--)
        {
            room[i] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }

        _length += digits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Padded(long value, int digits)
    {
        var room = _buffer.AsSpan(_length, digits);
        for (var i = digits - 1; i >= 0; i--)
        {
            var rest = value / 10;
            room[i] = (byte)('0' + (value - (rest * 10)));
            value = rest;
        }

        _length += digits;
    }

    private void TimeOfDay(int seconds)
    {
        var minutes = seconds / 60;
        Padded(minutes / 60, 2);
        _buffer[_length++] = (byte)':';
        Padded(minutes % 60, 2);
        _buffer[_length++] = (byte)':';
        Padded(seconds % 60, 2);
    }

    /// <summary>
    /// Sets the date of the instant and returns the microseconds since its midnight. Dates change rarely, so the last is kept.
    /// </summary>
    private long SplitDay(long micros)
    {
        var day = (micros >= 0 ? micros : micros - MicrosPerDay + 1) / MicrosPerDay;
        if (day != _day)
        {
            _day = day;
            var date = DateTime.UnixEpoch.AddDays(day);
            (_year, _month, _dayOfMonth) = (date.Year, date.Month, date.Day);
        }

        return micros - (day * MicrosPerDay);
    }
}
