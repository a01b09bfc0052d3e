using System.Text;

namespace Sensorium.Engine.Decode;

internal static class BooleanText
{
    /// <summary><c>true</c> and <c>false</c> in any case, <c>1</c> and <c>0</c>.</summary>
    public static RejectReason Read(ReadOnlySpan<byte> text, out byte value)
    {
        value = text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "true"u8) ? (byte)1 : (byte)0;
        return value == 1 || text.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(text, "false"u8)
            ? RejectReason.None
            : RejectReason.NotABoolean;
    }
}
