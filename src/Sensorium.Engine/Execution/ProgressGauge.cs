using Sensorium.Core;

namespace Sensorium.Engine.Execution;

/// <summary>
/// Follows a pipeline from round to round, and tells anybody how far it is. One activity notes rounds; any thread asks.
/// </summary>
internal sealed class ProgressGauge(TimeProvider time)
{
    /// <summary>The size of the state is added up anew each time.</summary>
    private static readonly TimeSpan _sizeEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private PartitionCursor[] _cursors = [];
    private long[] _offsets = [];
    private long[] _lastRecords = [];
    private DateTimeOffset[] _caughtUp = [];
    private long _watermark;
    private long _read;
    private long _stateBytes;
    private long _canary;
    private DateTimeOffset _sizedAt;
    private DateTimeOffset _movedAt;
    private long _readWhenMoved;

    public void Note(PipelineExecutor rounds)
    {
        var read = rounds.Read;
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_cursors.Length != rounds.Cursors.Count || (_cursors.Length > 0 && _cursors[0] != rounds.Cursors[0]))
            {
                Begin(rounds, read, now);
            }

            for (var i = 0; i < _cursors.Length; i++)
            {
                (_offsets[i], _lastRecords[i]) = (_cursors[i].Position.ToOffset(), _cursors[i].LastRecordAt);
                _canary = Math.Max(_canary, _cursors[i].LastCanaryAt);
                if (!IsBehind(i))
                {
                    _caughtUp[i] = now;
                }
            }

            var watermark = rounds.Watermark;
            if (watermark != _watermark || read == _readWhenMoved)
            {
                (_watermark, _movedAt, _readWhenMoved) = (watermark, now, read);
            }

            _read = read;
            if (now - _sizedAt >= _sizeEvery)
            {
                (_stateBytes, _sizedAt) = (rounds.StateSize, now);
            }
        }
    }

    public PipelineProgress Progress()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var lag = TimeSpan.Zero;
            for (var i = 0; i < _cursors.Length; i++)
            {
                if (IsBehind(i))
                {
                    var lastRead = new EventTime(_lastRecords[i]).ToDateTimeOffset();
                    var since = now - (lastRead > _caughtUp[i] ? lastRead : _caughtUp[i]);
                    lag = since > lag ? since : lag;
                }
            }

            // Before its first record a partition has the least of all times, after the end of finite input the greatest.
            EventTime? watermark = _cursors.Length == 0 || _watermark is long.MinValue or long.MaxValue ? null : new(_watermark);
            var stood = _read > _readWhenMoved ? now - _movedAt : TimeSpan.Zero;
            return new(watermark, lag, stood, _stateBytes, _canary == 0 ? null : new EventTime(_canary));
        }
    }

    /// <summary>A start from a checkpoint: what waits there has waited since it was appended.</summary>
    private void Begin(PipelineExecutor rounds, long read, DateTimeOffset now)
    {
        _cursors = [.. rounds.Cursors.Where(cursor => !cursor.Partition.IsFinite)];
        (_offsets, _lastRecords) = (new long[_cursors.Length], new long[_cursors.Length]);
        _caughtUp = [.. _cursors.Select(cursor => cursor.LastRecordAt == 0 ? now : DateTimeOffset.MinValue)];
        (_watermark, _movedAt, _readWhenMoved) = (rounds.Watermark, now, read);
    }

    private bool IsBehind(int cursor) => _cursors[cursor].Partition.End.ToOffset() > _offsets[cursor];
}
