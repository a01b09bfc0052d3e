using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sensorium.Web.Map;

/// <summary>Fixes as JSON, straight into bytes: of a flood of them nothing else is written as often. Not for several threads.</summary>
internal sealed class FixText
{
    /// <summary>Decimals of a place, about a decimetre.</summary>
    private const int PlaceDecimals = 6;
    private const int ValueDecimals = 3;

    /// <summary>The longest number: sign, 19 digits, point.</summary>
    private const int NumberBytes = 24;

    private static readonly double[] _powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    private readonly ArrayBufferWriter<byte> _bytes = new(16 * 1024);

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal void Clear() => _bytes.ResetWrittenCount();

    internal void Raw(ReadOnlySpan<byte> text) => _bytes.Write(text);

    /// <summary>A JSON string. Bytes that are no UTF-8 become replacement characters.</summary>
    internal void Text(ReadOnlySpan<byte> utf8)
    {
        var encoded = JsonEncodedText.Encode(Encoding.UTF8.GetString(utf8), JavaScriptEncoder.Default);
        Raw("\""u8);
        Raw(encoded.EncodedUtf8Bytes);
        Raw("\""u8);
    }

    internal void Number(long value)
    {
        var room = _bytes.GetSpan(NumberBytes);
        System.Buffers.Text.Utf8Formatter.TryFormat(value, room, out var written);
        _bytes.Advance(written);
    }

    /// <summary><c>[key, timeMs, latitude, longitude, value]</c></summary>
    /// <param name="value">NaN for none.</param>
    internal void Fix(int key, long time, double latitude, double longitude, double value)
    {
        Raw("["u8);
        Number(key);
        Raw(","u8);
        Number(time);
        Raw(","u8);
        Fixed(latitude, PlaceDecimals);
        Raw(","u8);
        Fixed(longitude, PlaceDecimals);
        Raw(","u8);
        Value(value);
        Raw("]"u8);
    }

    internal void Place(double degrees) => Fixed(degrees, PlaceDecimals);

    /// <summary>A measured value, rounded to thousandths; null for NaN and infinities.</summary>
    internal void Value(double value)
    {
        if (!double.IsFinite(value))
        {
            Raw("null"u8);
        }
        else if (Math.Abs(value) < 1e12)
        {
            Fixed(value, ValueDecimals);
        }
        else
        {
            var room = _bytes.GetSpan(32);
            System.Buffers.Text.Utf8Formatter.TryFormat(value, room, out var written);
            _bytes.Advance(written);
        }
    }

    private void Fixed(double value, int decimals)
    {
        var scaled = (long)Math.Round(value * _powers[decimals]);
        var room = _bytes.GetSpan(NumberBytes);
        var at = 0;
        if (scaled < 0)
        {
            room[at++] = (byte)'-';
            scaled = -scaled;
        }

        while (decimals > 0 && scaled % 10 == 0)
        {
            scaled /= 10;
            decimals--;
        }

        var scale = (long)_powers[decimals];
        System.Buffers.Text.Utf8Formatter.TryFormat(scaled / scale, room[at..], out var written);
        at += written;
        if (decimals > 0)
        {
            room[at++] = (byte)'.';
            var fraction = scaled % scale;
            for (var digit = decimals - 1; digit >= 0; digit--)
            {
                room[at + digit] = (byte)('0' + (fraction % 10));
                fraction /= 10;
            }

            at += decimals;
        }

        _bytes.Advance(at);
    }
}
