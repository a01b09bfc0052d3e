using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Tables;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Operators;
using Sensorium.Engine.Sinks;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// A pipeline's rounds between their checkpoint and their tables. An epoch stages the rows, writes the checkpoint that lists the files (the
/// commit point) and then commits the tables; what a crash cuts off between the two is repeated when the checkpoint is opened again.
/// </summary>
internal sealed class EpochCommitter
{
    /// <summary>Of the sampled requests, so many stand in the table's log.</summary>
    private const int NamedTraces = 16;

    private readonly PipelineSpec _shape;
    private readonly IReadOnlyList<PipelineInput> _inputs;
    private readonly CheckpointStore _checkpoint;
    private readonly PipelineReferences _references;
    private readonly PipelineOutput[] _outputs;
    private readonly TimeProvider _time;
    private readonly Position[] _tracedTo;
    private string _identity = "";
    private readonly Position[] _committed;
    private long _epoch;
    private bool _isChanged;
    private IReadOnlyList<ActivityContext> _covered = [];

    private EpochCommitter(
        PipelineSpec shape,
        IReadOnlyList<PipelineInput> inputs,
        PipelineExecutor rounds,
        CheckpointStore checkpoint,
        PipelineOutput[] outputs,
        TimeProvider time,
        SupervisorOptions options)
    {
        (_shape, _inputs, Rounds, _checkpoint, _outputs, _time) = (shape, inputs, rounds, checkpoint, outputs, time);
        _references = new(shape.Plan, rounds, options.ReferenceHistory?.Invoke(shape.Id), options.ReferenceVersion);
        _tracedTo = new Position[rounds.Cursors.Count];
        _committed = new Position[rounds.Cursors.Count];
    }

    public PipelineExecutor Rounds { get; }

    /// <summary>Whether no table of the pipeline has a row yet: the first rows commit at once.</summary>
    public bool IsFirst => _epoch == 0;

    /// <summary>Rows that wait for a commit.</summary>
    public long PendingRows => _outputs.Sum(output => output.Rows.Count);

    /// <summary>How far it has come in each partition.</summary>
    public IReadOnlyList<PartitionProgress> Progress() => [.. Rounds.Cursors.Select((cursor, i) => new PartitionProgress(
        Rounds.Streams[cursor.Input].PhysicalName,
        cursor.Partition.Number,
        cursor.Position,
        _committed[i],
        new(cursor.Watermark),
        cursor.LastRecordAt == 0 ? null : new(cursor.LastRecordAt)))];

    /// <summary>The rows that wait, of each table. Right only while no commit is under way.</summary>
    public TableTail[] Tails
    {
        get
        {
            var application = ApplicationId;
            return [.. _outputs.Select(output => output.Tail(application))];
        }
    }

    private IEnumerable<SinkProgress> Sinks => _outputs.SelectMany(output => output.Sinks);

    private string ApplicationId => $"{_shape.Id}/{_identity}";

    /// <summary>Opens the tables and the checkpoint, and repeats the commit that a crash cut off.</summary>
    /// <param name="notify">Is given the rows that the table has, at least once; null where nobody asks for them.</param>
    /// <exception cref="SensoriumException">SN4001 the checkpoint is damaged, SN4002 made by another plan; SN4005 a table and the checkpoint
    /// are not of one pipeline.</exception>
    public static async Task<EpochCommitter> Open(
        PipelineSpec shape,
        IReadOnlyList<PipelineInput> inputs,
        ITableStore tables,
        IFileSystem files,
        IScheduler scheduler,
        SupervisorOptions options,
        Action<Batch>? notify,
        CancellationToken cancellation)
    {
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape.Text)));
        var checkpoint = new CheckpointStore(files, $"{options.Checkpoints}/{TableName.RequireFull(shape.Id)}", fingerprint);
        checkpoint.Load();
        var now = EventTime.From(scheduler.Time.GetUtcNow());
        var rounds = new PipelineExecutor(shape, inputs, scheduler, new(now, options.Lanes, FiresAtEnd: options.FiresAtEnd));
        var table = await tables.Open(shape.Table, cancellation);
        PipelineOutput[] outputs =
        [
            notify is null ? new(rounds.Rows, table) : new(rounds.Rows, table, new OutboxSink($"{shape.Id} outbox", shape.Schema, notify)),
            .. shape.Late is { } late ? [new PipelineOutput(rounds.Late, await tables.Open(new(late, RecordTables.Late, []), cancellation))]
                : Array.Empty<PipelineOutput>(),
            new(rounds.Rejected, await tables.Open(new(shape.Rejected, RecordTables.Rejected, []), cancellation)),
        ];
        var epochs = new EpochCommitter(shape, inputs, rounds, checkpoint, outputs, scheduler.Time, options);
        if (checkpoint.Exists)
        {
            epochs.Load();
        }
        else
        {
            epochs._identity = options.NewIdentity();
        }

        epochs._references.Open(checkpoint.Sections);
        for (var i = 0; i < epochs._tracedTo.Length; i++)
        {
            epochs._tracedTo[i] = rounds.Cursors[i].Position;
        }

        await epochs.CompareWithSinks(cancellation);
        if (!checkpoint.Exists)
        {
            epochs.Save();
        }

        await epochs.CommitSinks(cancellation);
        epochs.CommitPositions();
        return epochs;
    }

    /// <returns>Blocks read; 0 where there was nothing.</returns>
    public async Task<int> Run(CancellationToken cancellation)
    {
        _references.Follow();
        var firedBefore = PendingRows;
        var blocks = await Rounds.Run(cancellation);
        _isChanged |= blocks > 0 || PendingRows != firedBefore;
        return blocks;
    }

    /// <summary>Joins all that is read from now on with another version of a reference table; its next checkpoint says from where on.</summary>
    /// <exception cref="SensoriumException">SN4012: the columns are not those that the plan joins with.</exception>
    public void Switch(ReferenceTable next) => _isChanged |= _references.Switch(next);

    /// <summary>Makes durable how far the pipeline has come, where it has come further; stages nothing.</summary>
    public void Checkpoint()
    {
        if (_isChanged)
        {
            Save();
            CommitPositions();
        }
    }

    /// <summary>Stages what waits, writes the checkpoint that lists it, commits the tables.</summary>
    public async Task Commit(CancellationToken cancellation)
    {
        if (PendingRows == 0)
        {
            // A record's last window may have fired without a row, after its rows were committed.
            Rounds.SettlePending();
            Checkpoint();
            return;
        }

        var (clock, began) = (_time.GetTimestamp(), _time.GetUtcNow());
        _covered = Covered();
        using var span = PipelineTracing.Epoch(_shape.Id, _epoch + 1, _covered);
        var staged = await Stage(cancellation);
        var changes = new List<CheckpointChange>();
        _epoch++;
        foreach (var (sink, rows) in staged)
        {
            sink.Stage(_epoch, rows);
        }

        foreach (var output in _outputs.Where(output => output.Rows.Count > 0))
        {
            output.Rows.Clear(changes);
        }

        Rounds.SettlePending();
        Save(changes);
        using (PipelineTracing.Step("tables"))
        {
            await CommitSinks(cancellation);
        }

        CommitPositions();
        PipelineMeter.Commit.Record(_time.GetElapsedTime(clock).TotalSeconds, new KeyValuePair<string, object?>("pipeline", _shape.Id));
        foreach (var trace in _covered)
        {
            PipelineTracing.Committed(trace, span, _shape.Table.Name, _epoch, began);
        }
    }

    private async Task<List<(SinkProgress Sink, byte[]? Staged)>> Stage(CancellationToken cancellation)
    {
        using var span = PipelineTracing.Step("stage");
        var staged = new List<(SinkProgress, byte[]?)>();
        foreach (var output in _outputs.Where(output => output.Rows.Count > 0))
        {
            foreach (var sink in output.Sinks)
            {
                staged.Add((sink, await sink.Sink.Stage(output.Rows.Batches, cancellation)));
            }
        }

        return staged;
    }

    /// <summary>The sampled requests whose records were read since the last commit. An aggregate of theirs may come with a later one.</summary>
    private List<ActivityContext> Covered()
    {
        var covered = new List<ActivityContext>();
        if (!PipelineTracing.IsOn)
        {
            return covered;
        }

        for (var i = 0; i < _tracedTo.Length; i++)
        {
            var cursor = Rounds.Cursors[i];
            if (InputOf(cursor).Traces is { } traces)
            {
                covered.AddRange(traces(cursor.Partition.Number, _tracedTo[i], cursor.Position));
            }

            _tracedTo[i] = cursor.Position;
        }

        return covered.Count > PipelineTracing.MostTraces ? covered[..PipelineTracing.MostTraces] : covered;
    }

    private PipelineInput InputOf(PartitionCursor cursor)
    {
        var stream = Rounds.Streams[cursor.Input].Name;
        return _inputs.First(input => input.Stream.Name == stream);
    }

    private void Save(List<CheckpointChange>? changes = null)
    {
        changes ??= [];
        Rounds.Save(changes);
        _references.Save(changes);
        foreach (var output in _outputs)
        {
            output.Rows.Save(changes);
        }

        changes.Add(new("epoch", SaveEpoch()));
        var clock = _time.GetTimestamp();
        using (PipelineTracing.Step("checkpoint"))
        {
            _checkpoint.Save(changes);
        }

        PipelineMeter.Checkpoint.Record(_time.GetElapsedTime(clock).TotalSeconds, new KeyValuePair<string, object?>("pipeline", _shape.Id));
        _isChanged = false;
    }

    private void Load()
    {
        Rounds.Load(_checkpoint.Sections);
        foreach (var output in _outputs)
        {
            output.Rows.Load(_checkpoint.Sections);
        }

        LoadEpoch(_checkpoint.Sections["epoch"]);
    }

    private byte[] SaveEpoch()
    {
        var writer = new StateWriter();
        writer.Text(_identity);
        writer.Long(_epoch);
        foreach (var sink in Sinks)
        {
            sink.Save(writer);
        }

        return writer.Written.ToArray();
    }

    private void LoadEpoch(byte[] section)
    {
        var reader = new StateReader(section);
        _identity = reader.Text();
        _epoch = reader.Long();
        foreach (var sink in Sinks)
        {
            sink.Load(ref reader);
        }
    }

    /// <summary>
    /// Each transactional sink stands at the checkpoint's epoch or, where a crash came between, at the one before; no other pipeline has fed
    /// it under this one's name.
    /// </summary>
    private async Task CompareWithSinks(CancellationToken cancellation)
    {
        foreach (var sink in Sinks.Where(sink => sink.Sink.IsTransactional))
        {
            var applications = await sink.Sink.Applications(cancellation);
            if (applications.Keys.Any(application => application != ApplicationId && application.StartsWith(_shape.Id + "/", StringComparison.Ordinal)))
            {
                throw Foreign(sink.Sink.Name, "was fed by this pipeline under another checkpoint");
            }

            var committed = applications.GetValueOrDefault(ApplicationId);
            if (!sink.Agrees(committed))
            {
                throw Foreign(sink.Sink.Name, string.Create(
                    CultureInfo.InvariantCulture, $"stands at epoch {committed}, its checkpoint at {sink.Epoch}"));
            }
        }
    }

    private async Task CommitSinks(CancellationToken cancellation)
    {
        foreach (var sink in Sinks.Where(sink => sink.Staged.Count > 0 && sink.Epoch == _epoch))
        {
            await sink.Sink.Commit(new(ApplicationId, _epoch, sink.Staged, Provenance()), cancellation);
            sink.Committed();

            // What a sink without transactions has taken is given to it again until a checkpoint has forgotten it.
            _isChanged |= !sink.Sink.IsTransactional;
        }
    }

    private void CommitPositions()
    {
        for (var i = 0; i < Rounds.Cursors.Count; i++)
        {
            var cursor = Rounds.Cursors[i];
            _committed[i] = cursor.Position;
            InputOf(cursor).Committed?.Invoke(cursor.Partition.Number, cursor.Position);
        }
    }

    private Dictionary<string, object?> Provenance()
    {
        var provenance = new Dictionary<string, object?>
        {
            ["pipeline"] = _shape.Id,
            ["epoch"] = _epoch,
            ["watermark"] = Rounds.Watermark,
            ["partitions"] = Rounds.Cursors.Select(cursor => new Dictionary<string, object?>
            {
                ["stream"] = Rounds.Streams[cursor.Input].Name,
                ["partition"] = cursor.Partition.Number,
                ["next"] = cursor.Position.ToString(),
            }).ToList(),
        };
        if (_covered.Count > 0)
        {
            provenance["traces"] = _covered.Take(NamedTraces).Select(trace => $"00-{trace.TraceId}-{trace.SpanId}-01").ToList();
        }

        return provenance;
    }

    private SensoriumException Foreign(string table, string what) => new(
        ErrorCodes.CheckpointOfAnotherTable,
        $"The table {table} {what}.",
        $"Restore table and checkpoint from one backup, or rebuild the table from the log with `sensorium up --rebuild {_shape.Id}`.");
}
