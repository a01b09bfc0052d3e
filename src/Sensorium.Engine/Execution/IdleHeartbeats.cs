using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// Finds the partitions of a stream that have gone idle, and what time mark each is owed, so that their silence does not hold windows
/// open. The marks are records of the log: replays read them and need no clock.
/// </summary>
internal sealed class IdleHeartbeats
{
    private const long LeastStep = 1_000_000;

    private readonly TimeProvider _time;
    private readonly long _idle;
    private readonly long _startedAt;
    private readonly Func<int, ControlKind, long, Task> _append;

    /// <param name="append">Appends a mark (partition, kind, value in microseconds) to the log; a refused one is owed again later.</param>
    public IdleHeartbeats(StreamDefinition stream, IScheduler scheduler, Func<int, ControlKind, long, Task> append)
    {
        _time = scheduler.Time;
        _idle = (stream.Idle?.Ticks ?? 0) / 10;
        _startedAt = Now;
        _append = append;
    }

    private long Now => EventTime.From(_time.GetUtcNow()).Micros;

    /// <summary>Appends the marks that are due. To be called only when every partition has been read to its end.</summary>
    public async Task Append(IReadOnlyList<PartitionCursor> cursors)
    {
        if (_idle == 0)
        {
            return;
        }

        var now = Now;
        if (cursors.All(cursor => cursor.OwnWatermark == long.MinValue && cursor.LastRecordAt == 0))
        {
            foreach (var cursor in cursors.Where(cursor => now >= Math.Max(_startedAt + _idle, cursor.LastMarkAt + LeastStep)))
            {
                await _append(cursor.Partition.Number, ControlKind.NothingBefore, now);
            }

            return;
        }

        if (Mark(cursors, now) is not { } mark)
        {
            return;
        }

        foreach (var cursor in cursors)
        {
            if (IsIdle(cursor, now) && (cursor.OwnWatermark == long.MinValue || mark - cursor.OwnWatermark >= LeastStep))
            {
                await _append(cursor.Partition.Number, ControlKind.Heartbeat, mark);
            }
        }
    }

    /// <summary>
    /// The minimum over the partitions that are not idle; if all are, that minimum as it stood plus the time passed since.
    /// </summary>
    private long? Mark(IReadOnlyList<PartitionCursor> cursors, long now)
    {
        var active = cursors.Where(cursor => !IsIdle(cursor, now)).ToList();
        if (active.Count > 0)
        {
            var least = active.Min(cursor => cursor.OwnWatermark);
            return least == long.MinValue ? null : least;
        }

        var fed = cursors.Where(cursor => cursor.OwnWatermark != long.MinValue).ToList();
        if (fed.Count == 0)
        {
            return null;
        }

        var stood = fed.Min(cursor => cursor.OwnWatermark);

        var since = cursors.Max(cursor => Math.Max(cursor.LastMarkAt, LastRecordAt(cursor) + _idle));
        return stood + Math.Max(0, now - since);
    }

    private bool IsIdle(PartitionCursor cursor, long now) => now - LastRecordAt(cursor) >= _idle;

    /// <summary>A partition that never had a record counts as one whose record came when the city started.</summary>
    private long LastRecordAt(PartitionCursor cursor) => cursor.LastRecordAt == 0 ? _startedAt : cursor.LastRecordAt;
}
