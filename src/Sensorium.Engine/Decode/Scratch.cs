namespace Sensorium.Engine.Decode;

/// <summary>Room for one value at a time. A decoder lives for months, so what a giant value takes is not kept.</summary>
internal sealed class Scratch
{
    private const int Kept = 64 * 1024;

    private byte[] _bytes = [];

    /// <summary>Valid until the next call.</summary>
    public Span<byte> Take(int length)
    {
        if (length > Kept)
        {
            return new byte[length];
        }

        if (_bytes.Length < length)
        {
            _bytes = new byte[Math.Clamp(_bytes.Length * 2, Math.Max(length, 256), Kept)];
        }

        return _bytes.AsSpan(0, length);
    }
}
