using System.Runtime.InteropServices;

namespace Sensorium.Streams.Frames;

/// <summary>What became of the records that producers sent, counted since the partition was made; part of every frame's header.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal record struct Counters(long Received, long Appended, long Duplicate, long Refused)
{
    internal void CountAppended(int records)
    {
        Received += records;
        Appended += records;
    }

    internal void CountDuplicate(int records)
    {
        Received += records;
        Duplicate += records;
    }

    internal void CountRefused(int records)
    {
        Received += records;
        Refused += records;
    }

    internal readonly Counters Plus(Counters other) =>
        new(Received + other.Received, Appended + other.Appended, Duplicate + other.Duplicate, Refused + other.Refused);
}
