using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Retention;
using Sensorium.Streams.Segments;

namespace Sensorium.Streams.Partitions;

/// <summary>
/// The one writer of a partition. Appends queue up to a limit of bytes; an activity that runs while there are any takes all that wait,
/// writes their frames, syncs once, and answers them. Only that activity touches the segments; the lock guards queue and counters.
/// </summary>
internal sealed class PartitionWriter(
    int number,
    PartitionState state,
    SegmentStore segments,
    StreamLogOptions options,
    Consumers consumers,
    IScheduler scheduler,
    Signal data)
{
    private const int WriteChunk = 1 << 20;

    /// <summary>An idle partition never retries its disk, so a refusal expires after a minute.</summary>
    private static readonly TimeSpan _refusalStands = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(ProducerId, long), PendingAppend> _runBatches = [];
    private readonly int _segmentBytes = options.EffectiveSegmentBytes;
    private readonly BelievedClock _controlClock = new(scheduler.Time, state.LastAppendTime);
    private readonly BelievedClock _retentionClock = new(scheduler.Time, state.RetentionTime);
    private List<PendingAppend> _waiting = [];
    private List<PendingAppend> _group = [];
    private byte[] _buffer = [];
    private long _pendingBytes;
    private Counters _durableCounters = state.Counters;
    private bool _framesWritten;
    private bool _writing;
    private bool _closed;
    private Exception? _fault;
    private volatile DiskRefusal? _diskRefusal;
    private Task _activity = Task.CompletedTask;

    /// <summary>Why nothing is appended any more, until the stream is opened anew; null while all is well.</summary>
    internal Exception? Fault => _fault;

    /// <summary>What the disk refused within the last minute; null where it has taken something since.</summary>
    internal SensoriumException? DiskRefusal =>
        _diskRefusal is { } refused && scheduler.Time.GetElapsedTime(refused.At) < _refusalStands ? refused.Error : null;

    /// <summary>How far append times stand ahead of the machine's clock; nothing or less where all is well.</summary>
    internal TimeSpan Ahead => state.LastAppendTime == 0
        ? TimeSpan.Zero
        : TimeSpan.FromMicroseconds(state.LastAppendTime - Micros(scheduler.Time.GetUtcNow()));

    /// <summary>The sampled requests that the newest appends belong to.</summary>
    internal AppendTraces Traces { get; } = new();

    /// <summary>Pulsed when an append that was refused as full may succeed.</summary>
    internal Signal Room { get; } = new();

    internal Counters Counters
    {
        get
        {
            lock (_gate)
            {
                return state.Counters;
            }
        }
    }

    /// <summary>The partition's ledger between two steps, when it balances.</summary>
    internal PartitionLedger Ledger(Partition partition)
    {
        lock (_gate)
        {
            return partition.Ledger();
        }
    }

    internal ValueTask<AppendResult> Append(in AppendRequest request)
    {
        var pending = Pending(request);
        return TryEnqueue(pending, out var outcome, out var refusal) ? new(pending.Answer) : new(Refuse(pending, outcome, refusal!));
    }

    /// <summary>Waits while the append would be refused as <see cref="AppendOutcome.Full"/>.</summary>
    internal async ValueTask<AppendResult> AppendWhenRoom(AppendRequest request, CancellationToken cancellation)
    {
        var pending = Pending(request);
        AppendOutcome outcome;
        SensoriumException? refusal;
        while (!TryEnqueue(pending, out outcome, out refusal))
        {
            if (outcome != AppendOutcome.Full)
            {
                return Refuse(pending, outcome, refusal!);
            }

            var waiter = Room.Enlist();
            if (TryEnqueue(pending, out outcome, out refusal))
            {
                Room.Leave(waiter);
                break;
            }

            await Room.Wait(waiter, cancellation);
        }

        return await pending.Answer;
    }

    internal ValueTask<AppendResult> AppendControl(ControlKind kind, long value)
    {
        var pending = new PendingAppend { Control = kind, ControlValue = value };
        Enqueue(pending);
        return new(pending.Answer);
    }

    /// <summary>Removes what is past its age or over the size limit.</summary>
    internal Task Retain()
    {
        var pending = new PendingAppend();
        Enqueue(pending);
        return pending.Answer;
    }

    /// <summary>Writes all that waits, and a last frame that proves the ones before it were durable and keeps the counters.</summary>
    internal async Task Close()
    {
        Task activity;
        lock (_gate)
        {
            _closed = true;
            activity = _activity;
        }

        Room.Pulse();
        await activity.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            WriteClosingFrame();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nothing acknowledged depends on it.
        }

        segments.Close();
    }

    /// <summary>
    /// Lets append times begin anew at the machine's clock where they stand ahead of it. A new segment starts, so that times never go
    /// back within one, with a state frame that has the new time.
    /// </summary>
    internal void SetClockBack()
    {
        var now = Micros(scheduler.Time.GetUtcNow());
        if (!segments.Active.IsEmpty)
        {
            Roll();
        }

        WriteState(now);
        state.LastAppendTime = now;
        _controlClock.Believe(now);
    }

    private static long Micros(DateTimeOffset instant) => EventTime.From(instant).Micros;

    private PendingAppend Pending(in AppendRequest request)
    {
        var trace = StreamTracing.Caller;
        return new()
        {
            Request = request,
            Records = request.Records.Count,
            Trace = trace,
            QueuedAt = trace == default ? default : scheduler.Time.GetUtcNow(),
        };
    }

    private bool TryEnqueue(PendingAppend pending, out AppendOutcome outcome, out SensoriumException? refusal)
    {
        var records = pending.Request.Records;
        var length = records.EncodedLength;
        (outcome, refusal) = (AppendOutcome.TooLarge, null);
        if (records.LargestRecord > options.RecordMaxBytes)
        {
            refusal = StreamErrors.RecordTooLarge(state.Stream, records.LargestRecord, options.RecordMaxBytes);
            return false;
        }

        if (length > options.MaxPendingBytes)
        {
            refusal = StreamErrors.BatchTooLarge(state.Stream, length, options.MaxPendingBytes);
            return false;
        }

        outcome = AppendOutcome.Full;
        lock (_gate)
        {
            ThrowIfUnusable();
            if (_pendingBytes + length > options.MaxPendingBytes)
            {
                refusal = StreamErrors.Busy(state.Stream, number, _pendingBytes);
                return false;
            }

            if (options.PartitionBytes is { } limit && segments.Bytes + _pendingBytes + length > limit
                && consumers.Floor(number) is { Pipeline: { } pipeline } floor
                && segments.Bytes + _pendingBytes + length - segments.RemovableBytes(floor.Offset) > limit)
            {
                refusal = StreamErrors.HeldBack(state.Stream, number, pipeline, floor.Offset);
                return false;
            }

            Enqueue(pending);
            return true;
        }
    }

    private void Enqueue(PendingAppend pending)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            _waiting.Add(pending);
            _pendingBytes += pending.Length;
            if (_writing)
            {
                return;
            }

            _writing = true;
            _activity = scheduler.Start($"append {state.Stream}/{number}", Write, CancellationToken.None);
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(StreamLog));
        if (_fault is not null)
        {
            ExceptionDispatchInfo.Throw(_fault);
        }
    }

    private AppendResult Refuse(PendingAppend pending, AppendOutcome outcome, SensoriumException refusal)
    {
        lock (_gate)
        {
            state.Counters.CountRefused(pending.Records);
        }

        return AppendResult.Refused(outcome, number, refusal);
    }

    private async Task Write(CancellationToken cancellation)
    {
        while (TakeGroup())
        {
            try
            {
                CommitGroup();
            }
            catch (Exception error)
            {
                Fail(error);
                throw;
            }

            _group.Clear();
            data.Pulse();
            Room.Pulse();

            // Those who were answered may bring the next records before the next group is closed.
            await Task.Yield();
        }
    }

    private bool TakeGroup()
    {
        lock (_gate)
        {
            (_group, _waiting) = (_waiting, _group);
            return _writing = _group.Count > 0;
        }
    }

    /// <summary>A bug, or damage found while cutting back: nothing is appended any more, and everybody hears why.</summary>
    private void Fail(Exception error)
    {
        lock (_gate)
        {
            (_fault, _writing) = (error, false);
            foreach (var pending in _group.Concat(_waiting))
            {
                pending.Fail(error);
            }

            _waiting.Clear();
        }
    }

    private void CommitGroup()
    {
        var done = 0;
        try
        {
            segments.CutBack();
            Expire();
            while (done < _group.Count)
            {
                done = CommitRun(done);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            RefuseRest(done, error);
        }
    }

    private void RefuseRest(int from, Exception error)
    {
        var path = segments.Active.Path;
        var (outcome, refusal) = DiskErrors.IsFull(error)
            ? (AppendOutcome.DiskFull, StreamErrors.DiskFull(state.Stream, number, path, error))
            : (AppendOutcome.StorageFailed, StreamErrors.StorageFailed(state.Stream, number, path, error));
        _diskRefusal = new(refusal, scheduler.Time.GetTimestamp());
        for (var i = from; i < _group.Count; i++)
        {
            var pending = _group[i];
            pending.Result = Refuse(pending, outcome, refusal);
            Answer(pending);
        }
    }

    /// <summary>Writes frames as far as the active segment has room, starting the next one first if it has none; syncs; answers.</summary>
    /// <returns>Index of the first that is left.</returns>
    private int CommitRun(int start)
    {
        var began = scheduler.Time.GetTimestamp();
        var now = AppendTime(start);
        if (!segments.HasRoom(0, _group[start].Length, _segmentBytes))
        {
            Roll();
        }

        var before = Counters;
        var counted = default(Counters);
        var firstOffset = segments.Active.EndOffset;
        var (offset, buffered, frames) = (firstOffset, 0, 0);
        var i = start;
        _runBatches.Clear();
        for (; i < _group.Count; i++)
        {
            var pending = _group[i];
            var length = pending.Length;
            if (pending.IsRetention || IsKnown(pending, ref counted))
            {
                continue;
            }

            if (!segments.HasRoom(buffered, length, _segmentBytes))
            {
                break;
            }

            if (buffered + length > Math.Max(WriteChunk, length) && buffered > 0)
            {
                segments.Write(_buffer.AsSpan(0, buffered));
                buffered = 0;
            }

            if (_buffer.Length < buffered + length)
            {
                Array.Resize(ref _buffer, Math.Max(buffered + length, Math.Min(WriteChunk, Math.Max(_buffer.Length * 2, 64 << 10))));
            }

            counted.CountAppended(pending.Records);
            var written = Encode(_buffer.AsSpan(buffered, length), pending, offset, now, before.Plus(counted));
            pending.Result = new(AppendOutcome.Appended, number, offset, pending.IsControl ? 1 : pending.Records);
            offset += pending.Result.Count;
            buffered += written;
            frames++;
        }

        if (frames > 0)
        {
            segments.Write(_buffer.AsSpan(0, buffered));
            var syncing = scheduler.Time.GetTimestamp();
            segments.Sync();
            Measure(began, syncing);
            _diskRefusal = null;
            state.LastAppendTime = now;
            _framesWritten = true;
            _durableCounters = before.Plus(counted);
        }

        // Before anybody can read the records, so that no commit passes a trace by.
        Trace(start, i);

        // At once, so that the ledger balances whenever it is asked for.
        lock (_gate)
        {
            state.Counters = state.Counters.Plus(counted);
            if (frames > 0)
            {
                segments.Publish(offset, (int)counted.Appended, now);
                state.LastRecordTime = counted.Appended > 0 ? now : state.LastRecordTime;
            }
        }

        _buffer = _buffer.Length > 4 * WriteChunk ? [] : _buffer;
        AnswerRun(start, i);
        return i;
    }

    private void Measure(long began, long syncing)
    {
        if (StreamMeter.Sync.Enabled)
        {
            var stream = new KeyValuePair<string, object?>("stream", state.Stream);
            var synced = scheduler.Time.GetTimestamp();
            StreamMeter.Sync.Record(scheduler.Time.GetElapsedTime(syncing, synced).TotalSeconds, stream);
            StreamMeter.GroupCommit.Record(scheduler.Time.GetElapsedTime(began, synced).TotalSeconds, stream);
        }
    }

    private void Trace(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var pending = _group[i];
            if (pending.Trace != default && pending.Result.Outcome == AppendOutcome.Appended)
            {
                var trace = StreamTracing.Appended(pending.Trace, state.Stream, pending.Result, pending.QueuedAt);
                Traces.Add(pending.Result.FirstOffset + pending.Result.Count - 1, trace);
            }
        }
    }

    /// <summary>Settles a batch that is on the disk, or in this run, already, and one that is too old to tell.</summary>
    private bool IsKnown(PendingAppend pending, ref Counters counted)
    {
        var request = pending.Request;
        if (pending.IsControl || request.Producer == ProducerId.None)
        {
            return false;
        }

        var slot = (request.Producer, request.Producer.HasOneBatch ? 0 : request.Sequence);
        if (_runBatches.TryGetValue(slot, out var sibling))
        {
            Answer(new(sibling.Request.Sequence, sibling.Result.FirstOffset, sibling.Result.Count), pending, ref counted);
            return true;
        }

        var window = state.Producers.Find(request.Producer);
        if (window is not null
            && (request.Producer.HasOneBatch ? window.TryFirst(out var batch) : window.TryFind(request.Sequence, out batch)))
        {
            Answer(batch, pending, ref counted);
            return true;
        }

        if (window is { IsFull: true } && request.Sequence < window.Batches[0].Sequence)
        {
            pending.Result = AppendResult.Refused(
                AppendOutcome.SequenceTooOld,
                number,
                StreamErrors.SequenceTooOld(state.Stream, number, request.Sequence, window.Batches[0].Sequence));
            counted.CountRefused(pending.Records);
            return true;
        }

        _runBatches.Add(slot, pending);
        return false;
    }

    /// <summary>Answers a retry with the batch's first time, unless it is none: nobody must take other records for appended.</summary>
    private void Answer(ProducerBatch first, PendingAppend retry, ref Counters counted)
    {
        if (retry.Records == first.Count && retry.Request.Sequence == first.Sequence)
        {
            retry.Result = new(AppendOutcome.Duplicate, number, first.FirstOffset, first.Count);
            counted.CountDuplicate(retry.Records);
            return;
        }

        retry.Result = AppendResult.Refused(
            AppendOutcome.SequenceReused,
            number,
            retry.Request.Producer.HasOneBatch
                ? StreamErrors.KeyReused(state.Stream, number)
                : StreamErrors.SequenceReused(state.Stream, number, first.Sequence, first.Count, retry.Records));
        counted.CountRefused(retry.Records);
    }

    /// <returns>Length of the frame: that of <paramref name="frame"/>, or less where its records were compressed.</returns>
    private int Encode(Span<byte> frame, PendingAppend pending, long offset, long now, Counters counters)
    {
        var (request, segment) = (pending.Request, segments.Active);
        var header = new FrameHeader
        {
            Count = pending.IsControl ? 1 : pending.Records,
            BaseOffset = offset,
            AppendTime = now,
            ProducerHigh = request.Producer.High,
            ProducerLow = request.Producer.Low,
            Sequence = request.Sequence,
            Counters = counters,
            DurableBytes = (uint)segment.DurableBytes,
            Control = pending.Control,
        };
        if (pending.IsControl)
        {
            // Nothing may be promised of a time that the append clock has not come to.
            var value = pending.Control == ControlKind.NothingBefore ? Math.Min(pending.ControlValue, now) : pending.ControlValue;
            header.Flags = FrameFlags.Control;
            BinaryPrimitives.WriteInt64LittleEndian(frame[FrameHeader.Size..], value);
        }
        else
        {
            header.Flags = (request.Simulated ? FrameFlags.Simulated : 0)
                | (request.Records.HasKeys ? FrameFlags.Keys : 0)
                | (request.Producer != ProducerId.None ? FrameFlags.Producer : 0);
            var body = frame[FrameHeader.Size..];
            request.Records.WriteBody(body);
            var length = segment.Header.MayCompress ? FrameCompression.Compress(body) : body.Length;
            header.Flags |= length < body.Length ? FrameFlags.Compressed : 0;
            frame = frame[..(FrameHeader.Size + length)];
        }

        Frame.Seal(frame, header, segment.Header.Salt);
        return frame.Length;
    }

    private void AnswerRun(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var pending = _group[i];
            if (pending.Result.Outcome == AppendOutcome.Appended && pending.Request.Producer != ProducerId.None)
            {
                state.Producers.Add(
                    pending.Request.Producer, new(pending.Request.Sequence, pending.Result.FirstOffset, pending.Result.Count));
            }

            Answer(pending);
        }
    }

    private void Answer(PendingAppend pending)
    {
        // Read before the answer: afterwards the batch is its owner's again.
        var length = pending.Length;
        lock (_gate)
        {
            _pendingBytes -= length;
        }

        pending.Tell();
    }

    private void Expire()
    {
        var oldest = options.RetentionAge is { } age ? _retentionClock.Now() - (age.Ticks / TimeSpan.TicksPerMicrosecond) : long.MinValue;
        var limit = options.PartitionBytes - _group.Sum(pending => (long)pending.Length) ?? long.MaxValue;
        var floor = consumers.Floor(number).Offset;
        var active = segments.Active;
        if (!active.IsEmpty && active.LastAppendTime < oldest && active.EndOffset <= floor)
        {
            Roll();
        }

        var removed = false;
        while (segments.Oldest is var segment && segment != segments.Active && segment.EndOffset <= floor
            && (segment.LastAppendTime < oldest || segments.Bytes > limit) && segments.TryRemoveOldest())
        {
            removed = true;
        }

        if (removed)
        {
            consumers.TrySave();
        }
    }

    /// <summary>
    /// What the machine's clock says, unless frames stand already that are later. Control records alone, which the city itself makes,
    /// follow it no further than it is believed: a wrong clock leaves nothing on an idle stream.
    /// </summary>
    private long AppendTime(int start)
    {
        var hasRecords = false;
        for (var i = start; i < _group.Count && !hasRecords; i++)
        {
            hasRecords = _group[i].Records > 0;
        }

        if (!hasRecords)
        {
            return Math.Max(state.LastAppendTime, _controlClock.Now());
        }

        var now = Micros(scheduler.Time.GetUtcNow());
        _controlClock.Believe(now);
        return Math.Max(state.LastAppendTime, now);
    }

    private void Roll() => segments.Roll(
        new() { AppendTime = state.LastAppendTime, Counters = Counters, Sequence = _retentionClock.Now() },
        state.Producers.Save(),
        Micros(scheduler.Time.GetUtcNow()));

    private void WriteClosingFrame()
    {
        if (_fault is not null || (!_framesWritten && state.Counters == _durableCounters))
        {
            return;
        }

        segments.CutBack();
        WriteState(state.LastAppendTime);
    }

    private void WriteState(long appendTime)
    {
        var active = segments.Active;
        var frame = new byte[FrameHeader.Size];
        var header = new FrameHeader
        {
            BaseOffset = active.EndOffset,
            AppendTime = appendTime,
            Sequence = _retentionClock.Now(),
            Counters = state.Counters,
            DurableBytes = (uint)active.DurableBytes,
            Flags = FrameFlags.State,
        };
        Frame.Seal(frame, header, active.Header.Salt);
        segments.Write(frame);
        segments.Sync();
        segments.Publish(active.EndOffset, 0, appendTime);
    }
}
