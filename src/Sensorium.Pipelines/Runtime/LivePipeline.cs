using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Core.Tables;
using Sensorium.Pipelines.Operators;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>
/// A pipeline over streams that do not end. What fails (a full disk, a table that cannot be reached) is dropped as a whole and begun again
/// from the checkpoint, so a pipeline that has gone on after a fault is the same as one that never had it.
/// </summary>
public sealed class LivePipeline
{
    /// <summary>A flush reads to the end of the streams, but does not run after producers for ever.</summary>
    private const int FlushRounds = 64;

    private static readonly TimeSpan _marksEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    private readonly PipelineShape _shape;
    private readonly string _text;
    private readonly TableDefinition _table;
    private readonly IReadOnlyList<PipelineInput> _inputs;
    private readonly ITableStore _tables;
    private readonly IFileSystem _files;
    private readonly IScheduler _scheduler;
    private readonly LiveOptions _options;
    private readonly IdleMarks? _marks;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _flush;
    private TaskCompletionSource? _flushing;
    private volatile IReadOnlyList<LedgerEntry> _ledger = [];
    private volatile Exception? _fault;
    private int _shown;
    private bool _hasEnded;

    private LivePipeline(
        PipelineShape shape,
        string text,
        TableDefinition table,
        IReadOnlyList<PipelineInput> inputs,
        ITableStore tables,
        IFileSystem files,
        IScheduler scheduler,
        LiveOptions options,
        IdleMarks? marks)
    {
        (_shape, _text, _table, _inputs) = (shape, text, table, inputs);
        (_tables, _files, _scheduler, _options, _marks) = (tables, files, scheduler, options, marks);
    }

    /// <summary>The pipeline of a CREATE TABLE.</summary>
    /// <exception cref="SensoriumException">SN4003: the plan has steps that cannot run.</exception>
    public static LivePipeline Of(
        TablePipeline definition, IReadOnlyList<PipelineInput> inputs, ITableStore tables, IFileSystem files, IScheduler scheduler, LiveOptions options) =>
        new(PipelineShape.Of(definition, keepsRejected: false), definition.Text, definition.Table, inputs, tables, files, scheduler, options, null);

    /// <summary>
    /// The pipeline that every stream of a running city has: it keeps the records, says which are no rows of their stream and why, and is
    /// the one decoder that marks idle partitions.
    /// </summary>
    /// <param name="appendMark">Appends a mark (partition, kind, value in microseconds) to the stream's log; null for a log that cannot.</param>
    public static LivePipeline RawOf(
        PipelineInput input,
        ITableStore tables,
        IFileSystem files,
        IScheduler scheduler,
        LiveOptions options,
        Func<int, ControlKind, long, Task>? appendMark)
    {
        var stream = input.Stream;
        var table = new TableDefinition($"raw.{stream.PhysicalName}", RecordTables.Raw, [], $"Every record of {stream.PhysicalName} as it came");
        var marks = appendMark is null ? null : new IdleMarks(stream, scheduler, appendMark);
        return new(PipelineShape.RawOf(stream), table.Name, table, [input], tables, files, scheduler, options, marks);
    }

    /// <summary>The table's full name.</summary>
    public string Id => _shape.Id;

    /// <summary>Schema of the rows it makes.</summary>
    public Schema Schema => _table.Schema;

    /// <summary>Shown every batch of new rows, before they are committed. Called from the pipeline's own activity.</summary>
    public Action<Batch>? OnRows { get; set; }

    /// <summary>Where the records it has read went, as of its last round.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => _ledger;

    /// <summary>Why the pipeline stands still; null while it runs.</summary>
    public Exception? Fault => _fault;

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
                var epochs = await PipelineEpochs.Open(_shape, _text, _table, _inputs, _tables, _files, _scheduler, _options, abort);
                (_fault, _shown, pause) = (null, 0, TimeSpan.FromSeconds(1));
                await Work(epochs, stop, abort, ends);
                return;
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                _fault = error;
                TakeFlush();
                Answer(error);
                if (error is SensoriumException { Code: "SN4007" })
                {
                    return;
                }
            }

            await Pause(pause, ends);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private async Task Work(PipelineEpochs epochs, CancellationToken stop, CancellationToken abort, CancellationToken ends)
    {
        var time = _scheduler.Time;
        var (committedAt, savedAt, markedAt) = (time.GetTimestamp(), time.GetTimestamp(), time.GetTimestamp());
        Publish(epochs);
        while (!stop.IsCancellationRequested && !epochs.Rounds.HasEnded)
        {
            abort.ThrowIfCancellationRequested();
            TakeFlush();
            var read = await epochs.Run(abort);
            for (var round = 1; _flushing is not null && read > 0 && round < FlushRounds; round++)
            {
                read = await epochs.Run(abort);
            }

            Publish(epochs);
            if (_flushing is not null || IsDue(epochs, time.GetElapsedTime(committedAt)))
            {
                await epochs.Commit(abort);
                Publish(epochs);
                Answer(null);
                (committedAt, savedAt) = (time.GetTimestamp(), time.GetTimestamp());
            }
            else if (epochs.Rounds.HasState && time.GetElapsedTime(savedAt) >= _options.CheckpointInterval)
            {
                CheckBudget(epochs.Rounds);
                epochs.Checkpoint();
                savedAt = time.GetTimestamp();
            }

            if (read == 0 && !epochs.Rounds.HasEnded)
            {
                if (_marks is not null && time.GetElapsedTime(markedAt) >= _marksEvery)
                {
                    await _marks.Append(epochs.Rounds.Cursors);
                    markedAt = time.GetTimestamp();
                }

                await Pause(_options.Poll, ends);
            }
        }

        abort.ThrowIfCancellationRequested();
        await epochs.Commit(abort);
        Publish(epochs);
        TakeFlush();
        Answer(null);
    }

    private bool IsDue(PipelineEpochs epochs, TimeSpan sinceCommit) =>
        epochs.PendingRows >= _options.CommitRows
        || sinceCommit >= _options.CommitInterval
        || (epochs.IsFirst && epochs.PendingRows > 0);

    private void CheckBudget(PipelineRounds rounds)
    {
        if (rounds.StateSize is var size && size > _options.StateBudget)
        {
            throw new SensoriumException(
                "SN4007",
                $"The pipeline {Id} holds {size / 1048576:N0} MiB of open windows; its budget is {_options.StateBudget / 1048576:N0} MiB.",
                "Raise state.budget, or use smaller windows, a coarser key or a shorter watermark delay. Its checkpoint is intact.");
        }
    }

    private void Publish(PipelineEpochs epochs)
    {
        _ledger = epochs.Rounds.Ledger();
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
