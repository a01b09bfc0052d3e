using System.Buffers.Binary;
using System.Text;

namespace Sensorium.Engine.Checkpoints;

/// <summary>Little-endian bytes of one section of a checkpoint.</summary>
internal sealed class StateWriter
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value) => Room(1)[0] = value;

    public void Int(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        value.CopyTo(Room(value.Length));
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        var room = _bytes.AsSpan(Length, length);
        Length += length;
        return room;
    }
}
