using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Execution;

/// <summary>How far a pipeline has come in one partition, and that partition's own watermark.</summary>
/// <param name="delay">Of the stream's watermark, in microseconds.</param>
/// <param name="firesAtEnd">Whether the end of finite input is the end of time.</param>
/// <param name="countsEmpty">Whether an empty partition may advance its watermark from "nothing before" control records.</param>
internal sealed class PartitionCursor(int input, ISourcePartition partition, long delay, bool firesAtEnd, bool countsEmpty)
{
    /// <summary>What <see cref="Save"/> writes.</summary>
    public const int SavedBytes = 32 + (5 * sizeof(long));

    /// <summary>Where the rows read so far have brought it; blocks of a round pass over it after the end of the file has been seen.</summary>
    private long _watermark = long.MinValue;

    public int Input { get; } = input;

    public ISourcePartition Partition { get; } = partition;

    public Position Position { get; private set; } = partition.Start;

    /// <summary>Nothing at this position or behind it is read; null reads all. Only for logs, whose positions are offsets.</summary>
    public Position? Limit { get; set; }

    /// <summary>In microseconds; <see cref="long.MinValue"/> before the first record, <see cref="long.MaxValue"/> when finite input has ended.</summary>
    public long Watermark => HasEnded && firesAtEnd ? long.MaxValue : _watermark;

    /// <summary>The watermark without what the end of finite input makes of it: what a checkpoint keeps.</summary>
    public long OwnWatermark => _watermark;

    public bool HasEnded { get; private set; }

    /// <summary>Append time of the newest record and of the newest mark that were read, in microseconds; 0 before there is one.</summary>
    public long LastRecordAt { get; private set; }

    public long LastMarkAt { get; private set; }

    /// <summary>Positions passed since the pipeline began here; for files, whose positions are bytes, records.</summary>
    public long Passed { get; private set; }

    /// <summary>Control records among them.</summary>
    public long Controls { get; private set; }

    /// <summary>Append time of the newest canary that was read since this start, in microseconds; 0 before there is one.</summary>
    public long LastCanaryAt { get; private set; }

    /// <summary>Writes everything that a checkpoint keeps.</summary>
    public void Save(StateWriter writer)
    {
        Position.WriteTo(writer.Room(32));
        writer.Long(OwnWatermark);
        writer.Long(LastRecordAt);
        writer.Long(LastMarkAt);
        writer.Long(Passed);
        writer.Long(Controls);
    }

    /// <summary>Goes on where a checkpoint stood.</summary>
    public void Load(StateReader reader)
    {
        Position = Position.FromBytes(reader.Take(32));
        _watermark = reader.Long();
        (LastRecordAt, LastMarkAt) = (reader.Long(), reader.Long());
        (Passed, Controls) = (reader.Long(), reader.Long());
    }

    /// <returns>False where there is nothing to read now.</returns>
    public bool Read(RecordBlock block, int maxBytes)
    {
        if (HasEnded || Position >= Limit)
        {
            return false;
        }

        if (Partition.Read(block, Position, maxBytes) == 0)
        {
            if (Partition.IsFinite)
            {
                HasEnded = true;
            }

            return false;
        }

        if (block.Next > Limit)
        {
            block.CutAt(Limit.Value.ToOffset());
        }

        Passed += block.HasAppendTimes ? block.Next.ToOffset() - Position.ToOffset() : block.Count;
        Controls += block.Controls.Count;
        Position = block.Next;
        return true;
    }

    /// <summary>
    /// Writes the watermark before each row and moves it: by every decoded row, before any WHERE, and by the time marks among them.
    /// </summary>
    /// <param name="records">Row → record of the block, ascending.</param>
    /// <param name="clock">By row: the lesser of event time and append time.</param>
    public void Advance(RecordBlock block, ReadOnlySpan<int> records, ReadOnlySpan<long> clock, Span<long> watermarks)
    {
        var watermark = _watermark;
        var control = 0;
        for (var row = 0; row < records.Length; row++)
        {
            for (; control < block.Controls.Count && block.Controls[control].Before <= records[row]; control++)
            {
                watermark = Math.Max(watermark, MarkOf(block.Controls[control]));
            }

            watermarks[row] = watermark;
            var own = clock[row] < long.MinValue + delay ? long.MinValue : clock[row] - delay;
            watermark = Math.Max(watermark, own);
        }

        for (; control < block.Controls.Count; control++)
        {
            watermark = Math.Max(watermark, MarkOf(block.Controls[control]));
        }

        _watermark = watermark;
        if (block.HasAppendTimes && block.Count > 0)
        {
            LastRecordAt = block.AppendTimes[block.Count - 1];
        }

        foreach (var mark in block.Controls)
        {
            if (mark.Kind == ControlKind.Canary)
            {
                LastCanaryAt = mark.AppendTime;
            }
            else
            {
                LastMarkAt = mark.AppendTime;
            }
        }
    }

    private long MarkOf(ControlRecord control) => control.Kind switch
    {
        ControlKind.Heartbeat => control.Value,
        ControlKind.NothingBefore when countsEmpty => control.Value - delay,
        _ => long.MinValue,
    };
}
