using System.Numerics;

namespace Sensorium.Core.Numerics;

/// <summary>
/// The one NaN of tables and answers, bits 0x7FF8000000000000. A processor makes others, .NET's own constant has the sign bit set, and
/// whoever compares bits takes them for different values. Zeros keep their sign.
/// </summary>
public static class CanonicalNaN
{
    public static double Value { get; } = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    public static double Of(double value) => double.IsNaN(value) ? Value : value;

    /// <param name="to">As long as <paramref name="from"/>, or longer.</param>
    public static void Copy(ReadOnlySpan<double> from, Span<double> to)
    {
        var canonical = new Vector<double>(Value);
        var row = 0;
        for (; row <= from.Length - Vector<double>.Count; row += Vector<double>.Count)
        {
            var values = new Vector<double>(from[row..]);
            Vector.ConditionalSelect(Vector.Equals(values, values), values, canonical).CopyTo(to[row..]);
        }

        for (; row < from.Length; row++)
        {
            to[row] = Of(from[row]);
        }
    }
}
