namespace Sensorium.Streams.Frames;

[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>The records come from simulated devices.</summary>
    Simulated = 1,

    /// <summary>One control record, which takes one offset; the body is its value.</summary>
    Control = 2,

    /// <summary>No records and no offset: counters, and at a segment's start what is remembered of producers.</summary>
    State = 4,

    /// <summary>The frame carries a producer's id and sequence.</summary>
    Producer = 8,

    /// <summary>The body has a length for each key.</summary>
    Keys = 16,

    /// <summary>The body of records is one zstd frame; never in a segment of version 1.</summary>
    Compressed = 32,
}
