namespace Sensorium.Engine.Decode;

/// <summary>A day as its ten bytes of text, eight and two, and its first microsecond.</summary>
internal readonly record struct KnownDay(ulong Text, ushort Tail, long Micros);
