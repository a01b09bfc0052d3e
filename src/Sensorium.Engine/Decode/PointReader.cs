using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Points as they come: <c>{"latitude": …, "longitude": …}</c> (also lat, lon, lng), <c>[lat, lon]</c>, <c>"(lat, lon)"</c>,
/// <c>"lat,lon"</c>.
/// </summary>
internal static class PointReader
{
    /// <param name="json">A valid object or array.</param>
    public static RejectReason ReadJson(ReadOnlySpan<byte> json, out GeoPoint point)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.TokenType == JsonTokenType.StartArray ? ReadArray(ref reader, out point) : ReadObject(ref reader, out point);
    }

    public static RejectReason ReadText(ReadOnlySpan<byte> text, out GeoPoint point)
    {
        point = default;
        text = text.Trim((byte)' ');
        if (text is [(byte)'(', .., (byte)')'])
        {
            text = text[1..^1];
        }

        var comma = text.IndexOf((byte)',');
        if (comma < 0)
        {
            return RejectReason.NotAPoint;
        }

        return NumeralText.ReadDouble(text[..comma].Trim((byte)' '), out var latitude) == RejectReason.None
            && NumeralText.ReadDouble(text[(comma + 1)..].Trim((byte)' '), out var longitude) == RejectReason.None
                ? Validate(new(latitude, longitude), out point)
                : RejectReason.NotAPoint;
    }

    public static RejectReason Validate(GeoPoint read, out GeoPoint point)
    {
        point = read;
        return read.IsValid ? RejectReason.None : RejectReason.PointOutOfRange;
    }

    private static RejectReason ReadArray(ref Utf8JsonReader reader, out GeoPoint point)
    {
        point = default;
        reader.Read();
        if (!TryNumber(ref reader, out var latitude))
        {
            return RejectReason.NotAPoint;
        }

        reader.Read();
        if (!TryNumber(ref reader, out var longitude))
        {
            return RejectReason.NotAPoint;
        }

        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray ? Validate(new(latitude, longitude), out point) : RejectReason.NotAPoint;
    }

    private static RejectReason ReadObject(ref Utf8JsonReader reader, out GeoPoint point)
    {
        point = default;
        Span<double> values = stackalloc double[5];
        Span<bool> present = stackalloc bool[5];
        present.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var spelling = Spelling(ref reader);
            reader.Read();
            if (spelling < 0)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.Null)
            {
                present[spelling] = false;
            }
            else if (TryNumber(ref reader, out values[spelling]))
            {
                present[spelling] = true;
            }
            else
            {
                return RejectReason.NotAPoint;
            }
        }

        var latitude = present[0] ? 0 : present[1] ? 1 : -1;
        var longitude = present[2] ? 2 : present[3] ? 3 : present[4] ? 4 : -1;
        return latitude < 0 || longitude < 0 ? RejectReason.NotAPoint : Validate(new(values[latitude], values[longitude]), out point);
    }

    /// <summary>The first listed wins: 0 latitude, 1 lat, 2 longitude, 3 lon, 4 lng; −1 for any other member.</summary>
    private static int Spelling(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        Span<byte> plain = stackalloc byte[64];
        if (reader.ValueIsEscaped)
        {
            // Nine letters, each escaped, are 54 bytes.
            var length = name.Length > 64 ? -1 : JsonText.Unescape(name, plain);
            if (length < 0)
            {
                return -1;
            }

            return SpellingOf(plain[..length]);
        }

        return SpellingOf(name);
    }

    private static int SpellingOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("latitude"u8) ? 0
            : name.SequenceEqual("lat"u8) ? 1
            : name.SequenceEqual("longitude"u8) ? 2
            : name.SequenceEqual("lon"u8) ? 3
            : name.SequenceEqual("lng"u8) ? 4
            : -1;

    private static bool TryNumber(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return false;
        }

        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            var plain = new byte[text.Length];
            text = plain.AsSpan(0, Math.Max(0, JsonText.Unescape(text, plain)));
        }

        return NumeralText.ReadDouble(text, out value) == RejectReason.None;
    }
}
