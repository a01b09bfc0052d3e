using System.Runtime.InteropServices;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;

namespace Sensorium.Streams;

/// <summary>Records on their way into one partition, in one buffer that is reused. Not for several threads.</summary>
public sealed class RecordBatch
{
    private byte[] _data = [];
    private int[] _valueLengths = new int[16];
    private int[] _keyLengths = new int[16];
    private int _dataLength;

    public int Count { get; private set; }

    /// <summary>The largest record's key and value, in bytes.</summary>
    public int LargestRecord { get; private set; }

    public bool HasKeys { get; private set; }

    /// <summary>Bytes that the batch takes in the log.</summary>
    public long EncodedLength => FrameHeader.Size + ((HasKeys ? 8L : 4L) * Count) + _dataLength;

    /// <summary>Adds a record without a key.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        Grow(value.Length);
        value.CopyTo(_data.AsSpan(_dataLength));
        Add(RecordBlock.NoKey, value.Length);
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Grow(key.Length + value.Length);
        key.CopyTo(_data.AsSpan(_dataLength));
        value.CopyTo(_data.AsSpan(_dataLength + key.Length));
        HasKeys = true;
        Add(key.Length, value.Length);
    }

    public void Clear() => (Count, _dataLength, LargestRecord, HasKeys) = (0, 0, 0, false);

    /// <summary>Writes the body of a frame: lengths of values, lengths of keys if any, then each key before its value.</summary>
    internal void WriteBody(Span<byte> body)
    {
        body = WriteLengths(_valueLengths, body);
        body = HasKeys ? WriteLengths(_keyLengths, body) : body;
        _data.AsSpan(0, _dataLength).CopyTo(body);
    }

    private Span<byte> WriteLengths(int[] lengths, Span<byte> body)
    {
        MemoryMarshal.AsBytes(lengths.AsSpan(0, Count)).CopyTo(body);
        return body[(Count * sizeof(int))..];
    }

    private void Grow(int bytes)
    {
        if (_data.Length - _dataLength < bytes)
        {
            Array.Resize(
                ref _data, Math.Max(checked(_dataLength + bytes), (int)Math.Min(Array.MaxLength, Math.Max(4096L, _data.Length * 2L))));
        }

        if (Count == _valueLengths.Length)
        {
            Array.Resize(ref _valueLengths, Count * 2);
            Array.Resize(ref _keyLengths, Count * 2);
        }
    }

    private void Add(int keyLength, int valueLength)
    {
        _keyLengths[Count] = keyLength;
        _valueLengths[Count] = valueLength;
        var bytes = Math.Max(keyLength, 0) + valueLength;
        _dataLength += bytes;
        LargestRecord = Math.Max(LargestRecord, bytes);
        Count++;
    }
}
