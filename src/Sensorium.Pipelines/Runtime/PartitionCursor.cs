using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Pipelines.Runtime;

/// <summary>How far a pipeline has come in one partition, and that partition's own watermark.</summary>
internal sealed class PartitionCursor(int input, ISourcePartition partition, long delay)
{
    /// <summary>Where the rows read so far have brought it; blocks of a round pass over it after the end of the file has been seen.</summary>
    private long _watermark = long.MinValue;

    public int Input { get; } = input;

    public ISourcePartition Partition { get; } = partition;

    public Position Position { get; private set; } = partition.Start;

    /// <summary>In microseconds; <see cref="long.MinValue"/> before the first record, <see cref="long.MaxValue"/> when finite input has ended.</summary>
    public long Watermark => HasEnded ? long.MaxValue : _watermark;

    public bool HasEnded { get; private set; }

    /// <returns>False where there is nothing to read now.</returns>
    public bool Read(RecordBlock block, int maxBytes)
    {
        if (HasEnded)
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
    }

    private static long MarkOf(ControlRecord control) => control.Kind == ControlKind.TimeMark ? control.Value : long.MinValue;
}
