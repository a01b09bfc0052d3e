using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Core.Tables;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// A pipeline over streams that do not end. What fails (a full disk, a table that cannot be reached) is dropped as a whole and begun again
/// from the checkpoint, so a pipeline that has gone on after a fault is the same as one that never had it.
/// </summary>
public sealed class PipelineSupervisor
{
    /// <summary>A flush reads to the end of the streams, but does not run after producers for ever.</summary>
    private const int FlushRounds = 64;

    /// <summary>At a stop the writers have stopped before, so what they left is read; a long backlog waits for the next start.</summary>
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _marksEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    private readonly PipelineSpec _shape;
    private readonly IReadOnlyList<PipelineInput> _inputs;
    private readonly ITableStore _tables;
    private readonly IFileSystem _files;
    private readonly IScheduler _scheduler;
    private readonly SupervisorOptions _options;
    private readonly IdleHeartbeats? _marks;
    private readonly Action<Batch>? _notify;
    private readonly ProgressGauge _gauge;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReferenceTable> _references = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource? _flush;
    private TaskCompletionSource? _flushing;
    private volatile IReadOnlyList<TableTail> _tails = [];
    private volatile Func<IReadOnlyList<LedgerEntry>> _ledger = () => [];
    private volatile IReadOnlyList<LedgerEntry>? _ledgerAtStart;
    private volatile IReadOnlyList<PartitionProgress> _progress = [];
    private volatile Exception? _fault;
    private int _shown;
    private bool _hasEnded;

    private PipelineSupervisor(
        PipelineSpec shape,
        IReadOnlyList<PipelineInput> inputs,
        ITableStore tables,
        IFileSystem files,
        IScheduler scheduler,
        SupervisorOptions options,
        IdleHeartbeats? marks = null,
        Action<Batch>? notify = null)
    {
        (_shape, _inputs, _tables, _files, _scheduler, _options) = (shape, inputs, tables, files, scheduler, options);
        (_marks, _notify, _gauge) = (marks, notify, new(scheduler.Time));
        References = [.. shape.Plan.References];
    }

    /// <summary>The pipeline of a CREATE TABLE.</summary>
    public static PipelineSupervisor Of(
        TablePipeline definition, IReadOnlyList<PipelineInput> inputs, ITableStore tables, IFileSystem files, IScheduler scheduler, SupervisorOptions options) =>
        new(PipelineSpec.Of(definition, keepsRejected: false), inputs, tables, files, scheduler, options);

    /// <summary>The pipeline of a CREATE ALERT, whose rows go to the table of all alerts.</summary>
    /// <param name="notify">
    /// Is given, once the table has them, the rows of every episode that was raised or cleared, and returns when they are kept. They stay in
    /// the pipeline's checkpoint until then, so that after a crash they may come again, with the same episodes.
    /// </param>
    public static PipelineSupervisor AlertOf(
        AlertPipeline definition,
        IReadOnlyList<PipelineInput> inputs,
        ITableStore tables,
        IFileSystem files,
        IScheduler scheduler,
        SupervisorOptions options,
        Action<Batch>? notify) =>
        new(PipelineSpec.Of(definition, keepsRejected: false), inputs, tables, files, scheduler, options, notify: notify);

    /// <summary>
    /// The pipeline that every stream of a running city has: it keeps the records, says which are no rows of their stream and why, and is
    /// the one decoder that marks idle partitions.
    /// </summary>
    /// <param name="appendHeartbeat">Appends a mark (partition, kind, value in microseconds) to the stream's log; null for a log that cannot.</param>
    public static PipelineSupervisor RawOf(
        PipelineInput input,
        ITableStore tables,
        IFileSystem files,
        IScheduler scheduler,
        SupervisorOptions options,
        Func<int, ControlKind, long, Task>? appendHeartbeat)
    {
        var stream = input.Stream;
        var marks = appendHeartbeat is null ? null : new IdleHeartbeats(stream, scheduler, appendHeartbeat);
        return new(PipelineSpec.RawOf(stream), [input], tables, files, scheduler, options, marks);
    }

    /// <summary>The table's full name, or <c>alert.name</c>.</summary>
    public string Id => _shape.Id;

    /// <summary>Physical names of the streams it reads.</summary>
    public IReadOnlyList<string> Streams => [.. _shape.Plan.Streams.Select(input => input.Stream.PhysicalName).Distinct()];

    /// <summary>The tables it feeds: its own, and those of the records that did not get there.</summary>
    public IReadOnlyList<string> Tables =>
        _shape.Late is { } late ? [_shape.Table.Name, late, _shape.Rejected] : [_shape.Table.Name, _shape.Rejected];

    /// <summary>Schema of the rows it makes.</summary>
    public Schema Schema => _shape.Schema;

    /// <summary>Shown every batch of new rows, before they are committed. Called from the pipeline's own activity.</summary>
    public Action<Batch>? OnRows { get; set; }

    /// <summary>Where the records went that it had read by its last round, and how many wait now.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => _ledger();

    /// <summary>The same as the checkpoint had it when the pipeline started in this process; null before it has.</summary>
    public IReadOnlyList<LedgerEntry>? LedgerAtStart => _ledgerAtStart;

    /// <summary>How far it is. Any thread may ask.</summary>
    public PipelineProgress Progress => _gauge.Progress();

    /// <summary>How far it has come in each partition it reads, as of its last round; empty before the first.</summary>
    public IReadOnlyList<PartitionProgress> Partitions => _progress;

    /// <summary>Of each of its tables, the rows that no commit holds yet, as of its last round. Empty while it is not open.</summary>
    public IReadOnlyList<TableTail> Tails => _tails;

    /// <summary>Why the pipeline stands still; null while it runs.</summary>
    public Exception? Fault => _fault;

    /// <summary>The reference tables that its statement joins with, as they were when it was compiled.</summary>
    public IReadOnlyList<ReferenceTable> References { get; }

    /// <summary>
    /// Joins what it reads from now on with another version of a reference table; nothing where its statement does not join with it. Its
    /// checkpoint says from which positions on, so that a crash changes nothing and a replay can do the same.
    /// </summary>
    /// <exception cref="SensoriumException">SN4012: the columns are not those that the statement joins with.</exception>
    public void Switch(ReferenceTable next)
    {
        if (JoinsWith(next))
        {
            lock (_gate)
            {
                _references[next.Name] = next;
            }
        }
    }

    /// <summary>Whether its statement joins with that table, and can with that version.</summary>
    /// <exception cref="SensoriumException">SN4012: the columns are not those that the statement joins with.</exception>
    public bool JoinsWith(ReferenceTable next)
    {
        var joined = References.FirstOrDefault(table => table.Name.Equals(next.Name, StringComparison.OrdinalIgnoreCase));
        if (joined is not null)
        {
            next.RowsAs(joined.Schema);
        }

        return joined is not null;
    }

    /// <summary>Asks for a commit of everything that is in the streams now.</summary>
    public Task Flush()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return Task.FromException(Ended());
            }

            _flush ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _flush.Task;
        }
    }

    /// <summary>Runs until <paramref name="stop"/>, then commits what it has; over input that ends, until its end.</summary>
    /// <param name="abort">Ends at once: what is not committed is read again at the next start.</param>
    public async Task Run(CancellationToken stop, CancellationToken abort)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
        try
        {
            await Run(stop, abort, ends.Token);
        }
        finally
        {
            End();
        }
    }

    private async Task Run(CancellationToken stop, CancellationToken abort, CancellationToken ends)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!ends.IsCancellationRequested)
        {
            try
            {
                var epochs = await EpochCommitter.Open(_shape, _inputs, _tables, _files, _scheduler, _options, _notify, abort);
                (_fault, _shown, pause) = (null, 0, TimeSpan.FromSeconds(1));
                _ledgerAtStart ??= epochs.Rounds.Ledger();
                await Work(epochs, stop, abort, ends);
                return;
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                var error = cause is IOException or UnauthorizedAccessException ? Waits(cause) : cause;
                (_fault, _tails) = (error, []);
                TakeFlush();
                Answer(error);
                if (_options.EndsOnFault)
                {
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
                }

                if (error is SensoriumException { Code: ErrorCodes.StateBeyondBudget })
                {
                    return;
                }
            }

            await Pause(pause, ends);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private SensoriumException Waits(Exception cause) => new(
        "SN4011",
        $"pipeline {Id} waits for its disk: {cause.Message}",
        "make room on the disk of the data folder, or let this user write there; the pipeline goes on by itself from where it was.",
        cause);

    private async Task Work(EpochCommitter epochs, CancellationToken stop, CancellationToken abort, CancellationToken ends)
    {
        var time = _scheduler.Time;
        var (committedAt, savedAt, markedAt) = (time.GetTimestamp(), time.GetTimestamp(), time.GetTimestamp());
        Publish(epochs);
        while (!stop.IsCancellationRequested && !epochs.Rounds.HasEnded)
        {
            abort.ThrowIfCancellationRequested();
            TakeFlush();
            Switch(epochs);
            var read = await epochs.Run(abort);
            for (var round = 1; _flushing is not null && read > 0 && round < FlushRounds; round++)
            {
                read = await epochs.Run(abort);
            }

            if (read > 0)
            {
                Publish(epochs);
            }
            else
            {
                _gauge.Note(epochs.Rounds);
            }

            if (_flushing is not null || IsDue(epochs, time.GetElapsedTime(committedAt)))
            {
                await epochs.Commit(abort);
                Publish(epochs);
                Answer(null);
                (committedAt, savedAt) = (time.GetTimestamp(), time.GetTimestamp());
            }
            else if (epochs.Rounds.HasState && time.GetElapsedTime(savedAt) >= _options.CheckpointInterval)
            {
                epochs.Rounds.CheckBudget(_options.StateBudget);
                epochs.Checkpoint();
                savedAt = time.GetTimestamp();
            }

            // Pause briefly so that records arrive in batches.
            if ((read == 0 && !epochs.Rounds.HasEnded) || epochs.Rounds.IsCaughtUp)
            {
                if (_marks is not null && time.GetElapsedTime(markedAt) >= _marksEvery)
                {
                    await _marks.Append(epochs.Rounds.Cursors);
                    markedAt = time.GetTimestamp();
                }

                await Pause(_options.Poll, ends);
            }
        }

        await Drain(epochs, abort);
        abort.ThrowIfCancellationRequested();
        await epochs.Commit(abort);

        // What has been handed on need not come again.
        epochs.Checkpoint();
        Publish(epochs);
        TakeFlush();
        Answer(null);
    }

    private async Task Drain(EpochCommitter epochs, CancellationToken abort)
    {
        var began = _scheduler.Time.GetTimestamp();
        while (!epochs.Rounds.HasEnded && _scheduler.Time.GetElapsedTime(began) < _drain && await epochs.Run(abort) > 0)
        {
            Publish(epochs);
            if (epochs.PendingRows >= _options.CommitRows)
            {
                await epochs.Commit(abort);
                Publish(epochs);
            }
        }
    }

    private bool IsDue(EpochCommitter epochs, TimeSpan sinceCommit) =>
        epochs.PendingRows >= _options.CommitRows
        || sinceCommit >= _options.CommitInterval
        || (epochs.IsFirst && epochs.PendingRows > 0);

    private void Publish(EpochCommitter epochs)
    {
        var (rounds, entries) = (epochs.Rounds, epochs.Rounds.Ledger());
        long[] readTo = [.. entries.Select((_, input) => rounds.ReadTo(input))];
        _ledger = () => [.. entries.Select((entry, input) => entry with { Waiting = rounds.Waiting(input, readTo[input]) })];
        _tails = epochs.Tails;
        _gauge.Note(rounds);
        _progress = epochs.Progress();
        if (OnRows is not { } show)
        {
            return;
        }

        var batches = epochs.Rounds.Rows.Batches;
        for (_shown = Math.Min(_shown, batches.Count); _shown < batches.Count; _shown++)
        {
            show(batches[_shown]);
        }
    }

    private void Switch(EpochCommitter epochs)
    {
        List<ReferenceTable> wanted;
        lock (_gate)
        {
            wanted = [.. _references.Values];
            _references.Clear();
        }

        wanted.ForEach(epochs.Switch);
    }

    private void TakeFlush()
    {
        lock (_gate)
        {
            if (_flushing is null)
            {
                (_flushing, _flush) = (_flush, null);
            }
        }
    }

    /// <summary>Tells who asked for a flush what became of it; an error also those who have asked since.</summary>
    private void Answer(Exception? error)
    {
        for (; _flushing is { } asked; TakeFlush())
        {
            _flushing = null;
            if (error is null)
            {
                asked.TrySetResult();
                return;
            }

            asked.TrySetException(error);
        }
    }

    /// <summary>Nobody waits for a pipeline that has ended.</summary>
    private void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }

        TakeFlush();
        Answer(Ended());
    }

    private Exception Ended() => _fault ?? new OperationCanceledException($"The pipeline {Id} has ended.");

    private async Task Pause(TimeSpan pause, CancellationToken ends)
    {
        try
        {
            await Task.Delay(pause, _scheduler.Time, ends);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token.
        }
    }
}
