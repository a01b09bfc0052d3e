using Sensorium.Streams.Frames;

namespace Sensorium.Streams.Partitions;

/// <summary>What the frames of a partition add up to, and what a writer needs to go on. All of it is rebuilt from the log.</summary>
internal sealed class PartitionState(string stream)
{
    internal string Stream => stream;

    internal Counters Counters;

    /// <summary>Microseconds; 0 before the first frame.</summary>
    internal long LastAppendTime { get; set; }

    /// <summary>
    /// How far the clock that retention goes by had come, in microseconds; of a log without that, the last append time.
    /// </summary>
    internal long RetentionTime
    {
        get => field == 0 ? LastAppendTime : field;
        private set;
    }

    /// <summary>
    /// Of the newest frame with records, in microseconds; 0 before there is one, and where a start has found none in the newest segment.
    /// </summary>
    internal long LastRecordTime { get; set; }

    internal ProducerWindows Producers { get; } = new();

    /// <summary>Takes in a frame that was found on the disk, in order.</summary>
    internal void Follow(in FrameHeader header, ReadOnlySpan<byte> body)
    {
        Counters = header.Counters;
        LastAppendTime = header.AppendTime;
        if (!header.Has(FrameFlags.Control | FrameFlags.State))
        {
            LastRecordTime = header.AppendTime;
        }

        if (header.Has(FrameFlags.State))
        {
            RetentionTime = header.Sequence;
        }

        if (header.Has(FrameFlags.Producer))
        {
            Producers.Add(new(header.ProducerHigh, header.ProducerLow), new(header.Sequence, header.BaseOffset, header.Count));
        }
        else if (header.Has(FrameFlags.State) && body.Length > 0)
        {
            Producers.Load(body);
        }
    }
}
