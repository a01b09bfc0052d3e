using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary><c>rd_kafka_vu_t</c>: one named argument of <c>rd_kafka_produceva</c>; a tag, and a union of 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct RdValue
{
    [FieldOffset(0)]
    public RdValueTag Tag;

    [FieldOffset(8)]
    public nint Pointer;

    [FieldOffset(8)]
    public int Int32;

    [FieldOffset(8)]
    public long Int64;

    /// <summary>Of the key and the value, behind <see cref="Pointer"/>.</summary>
    [FieldOffset(16)]
    public nint Size;

    /// <summary>Of a header, behind its name in <see cref="Pointer"/>.</summary>
    [FieldOffset(16)]
    public void* HeaderValue;

    [FieldOffset(24)]
    public nint HeaderSize;
}
