using System.Text;

namespace Sensorium.Core;

/// <summary>A slice of valid UTF-8 in somebody else's buffer: what text is between two operators. Sixteen bytes, no allocation.</summary>
public readonly struct Utf8Text(byte[] buffer, int start, int length) : IEquatable<Utf8Text>, IComparable<Utf8Text>
{
    public byte[] Buffer { get; } = buffer;

    public int Start { get; } = start;

    /// <summary>In bytes.</summary>
    public int Length { get; } = length;

    public ReadOnlySpan<byte> Span => new(Buffer, Start, Length);

    public static Utf8Text From(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(bytes, 0, bytes.Length);
    }

    public bool Equals(Utf8Text other) => Span.SequenceEqual(other.Span);

    /// <summary>By bytes, which for UTF-8 is by code point.</summary>
    public int CompareTo(Utf8Text other) => Span.SequenceCompareTo(other.Span);

    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Span);

    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);

    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);

    public static bool operator <(Utf8Text left, Utf8Text right) => left.CompareTo(right) < 0;

    public static bool operator <=(Utf8Text left, Utf8Text right) => left.CompareTo(right) <= 0;

    public static bool operator >(Utf8Text left, Utf8Text right) => left.CompareTo(right) > 0;

    public static bool operator >=(Utf8Text left, Utf8Text right) => left.CompareTo(right) >= 0;
}
