using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// Finds the partitions of a stream that have gone idle, and what heartbeat each is owed, so that their silence does not hold windows
/// open. Heartbeats are records of the log: replays read them and need no clock. Silence is measured by time that passes while this
/// looks on, never by the machine's calendar clock: wherever that jumps to, a heartbeat does not.
/// </summary>
internal sealed class IdleHeartbeats
{
    private const long LeastStep = 1_000_000;

    private readonly TimeProvider _time;
    private readonly long _idle;
    private readonly Func<int, ControlKind, long, Task> _append;

    /// <summary>By partition: records read when it was last looked at, and since when it has been that many.</summary>
    private readonly Dictionary<int, (long Records, long Since)> _silence = [];
    private readonly Dictionary<int, long> _emptyTold = [];
    private readonly long _startedAt;

    /// <summary>The least watermark while all are idle, and since when time counts that is not in it yet.</summary>
    private (long Watermark, long Since)? _least;

    /// <summary>The last heartbeat of that kind, which will be the least watermark once it is read.</summary>
    private (long Watermark, long Since)? _told;

    /// <param name="append">Appends a heartbeat (partition, kind, value in microseconds) to the log; a refused one is owed again later.</param>
    public IdleHeartbeats(StreamDefinition stream, IScheduler scheduler, Func<int, ControlKind, long, Task> append)
    {
        _time = scheduler.Time;
        _idle = (stream.Idle?.Ticks ?? 0) / TimeSpan.TicksPerMicrosecond;
        _startedAt = Now;
        _append = append;
    }

    /// <summary>Microseconds of a clock that only goes on.</summary>
    private long Now => _time.GetElapsedTime(0, _time.GetTimestamp()).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Appends the heartbeats that are due. To be called only when every partition has been read to its end.</summary>
    public async Task Append(IReadOnlyList<PartitionCursor> cursors)
    {
        if (_idle == 0)
        {
            return;
        }

        var now = Now;
        Follow(cursors, now);
        if (cursors.All(cursor => cursor.OwnWatermark == long.MinValue && cursor.LastRecordAt == 0))
        {
            var calendar = EventTime.From(_time.GetUtcNow()).Micros;
            foreach (var cursor in cursors.Where(cursor => now >= NextEmpty(cursor)))
            {
                _emptyTold[cursor.Partition.Number] = now;
                await _append(cursor.Partition.Number, ControlKind.NothingBefore, calendar);
            }

            return;
        }

        if (Heartbeat(cursors, now) is not { } mark)
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

    private void Follow(IReadOnlyList<PartitionCursor> cursors, long now)
    {
        foreach (var cursor in cursors)
        {
            // A partition that this has not seen before counts as one whose record came when it started to look on.
            var records = cursor.Passed - cursor.Controls;
            if (!_silence.TryGetValue(cursor.Partition.Number, out var silence))
            {
                _silence.Add(cursor.Partition.Number, (records, _startedAt));
            }
            else if (silence.Records != records)
            {
                _silence[cursor.Partition.Number] = (records, now);
            }
        }
    }

    private long NextEmpty(PartitionCursor cursor) =>
        _emptyTold.TryGetValue(cursor.Partition.Number, out var told) ? told + LeastStep : _startedAt + _idle;

    /// <summary>
    /// The minimum over the partitions that are not idle; if all are, that minimum as it stood plus the time passed since.
    /// </summary>
    private long? Heartbeat(IReadOnlyList<PartitionCursor> cursors, long now)
    {
        var active = cursors.Where(cursor => !IsIdle(cursor, now)).ToList();
        if (active.Count > 0)
        {
            var lowest = active.Min(cursor => cursor.OwnWatermark);
            return lowest == long.MinValue ? null : lowest;
        }

        var fed = cursors.Where(cursor => cursor.OwnWatermark != long.MinValue).ToList();
        if (fed.Count == 0)
        {
            return null;
        }

        var stood = fed.Min(cursor => cursor.OwnWatermark);
        if (_least is not { } least || least.Watermark != stood)
        {
            _least = least = _told is { } told && told.Watermark == stood ? told : (stood, now);
        }

        var since = cursors.Max(cursor => Math.Max(least.Since, SilentSince(cursor) + _idle));
        var heartbeat = stood + Math.Max(0, now - since);
        _told = (heartbeat, now);
        return heartbeat;
    }

    private bool IsIdle(PartitionCursor cursor, long now) => now - SilentSince(cursor) >= _idle;

    private long SilentSince(PartitionCursor cursor) => _silence[cursor.Partition.Number].Since;
}
