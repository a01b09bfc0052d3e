using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Core.Tables;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Sql.Plan;
using Sensorium.Streams;
using Sensorium.Web;
using Sensorium.Web.Live;

namespace Sensorium.City.Pipelines;

/// <summary>The city's pipelines: those of its SQL, and for each stream the one that keeps its records.</summary>
internal sealed class CityPipelines : ICityPart, IDisposable
{
    private static readonly TimeSpan _flushLimit = TimeSpan.FromSeconds(10);

    /// <summary>A record that waits so long to be read, and a watermark that stands so long while records are read, are told.</summary>
    private static readonly TimeSpan _longestLag = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longestStand = TimeSpan.FromMinutes(5);

    private readonly CityProgram _program;
    private readonly Func<string, StreamLog> _logOf;
    private readonly Func<IEnumerable<StreamLog>> _logs;
    private readonly IScheduler _scheduler;
    private readonly SupervisorOptions _options;
    private readonly LocalObjectStore _objects;
    private readonly DeltaTableStore _tables;
    private readonly LocalFileSystem _files;
    private readonly ReferenceVersions _versions;
    private readonly string _lake;
    private readonly Func<string, string> _folderOf;
    private readonly Lock _alertRows = new();
    private readonly List<PipelineSupervisor> _pipelines = [];
    private readonly List<SensoriumException> _refused = [];
    private readonly CancellationTokenSource _stopRaw = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private LiveTable? _alerts;
    private Task[] _running = [];
    private volatile IReadOnlyList<PipelineSupervisor> _started = [];
    private int _raw;

    /// <param name="logOf">Physical name of a stream → its log; asked from <see cref="Start"/> on.</param>
    /// <param name="logs">The logs of all streams, also of those that no statement reads.</param>
    /// <param name="lake">Folder of the tables.</param>
    /// <param name="folderOf">Full name of a table → its folder in there.</param>
    /// <param name="data">Where checkpoints and scratch files lie.</param>
    public CityPipelines(
        CityProgram program,
        Func<string, StreamLog> logOf,
        Func<IEnumerable<StreamLog>> logs,
        string lake,
        Func<string, string> folderOf,
        DataFolder data,
        IScheduler scheduler,
        SupervisorOptions options)
    {
        (_program, _logOf, _logs, _lake, _folderOf, _scheduler, _options) = (program, logOf, logs, lake, folderOf, scheduler, options);
        _objects = new(new LocalFileSystem(lake), ".");
        _tables = new(_objects, folderOf, data.Scratch, scheduler.Time);
        _files = new(data.Path);
        _versions = new(new LocalFileSystem(), data.References);
    }

    /// <summary>Shown the new rows of every table; null where nobody looks.</summary>
    public LiveFeed? Feed { get; init; }

    /// <summary>Takes the rows of alerts on their way to people, each at least once; null where nobody is told.</summary>
    public Action<Batch>? Notify { get; init; }

    /// <summary>Shown the rows of alerts as they are made, some again after a fault; null where nobody looks.</summary>
    public Action<Batch>? Alerted { get; init; }

    /// <summary>Tables that are dropped with their checkpoints at the start, and filled again from the streams' beginning.</summary>
    public IReadOnlyList<string> Rebuilt { get; init; } = [];

    /// <summary>The tables that they write.</summary>
    public DeltaTableStore Tables => _tables;

    /// <summary>Why statements of the city do not run.</summary>
    public IReadOnlyList<SensoriumException> Refused => _refused;

    /// <summary>Those that run or try to: of the city's statements, and of its streams.</summary>
    public IReadOnlyList<PipelineSupervisor> All => _pipelines;

    /// <summary>Event time that the newest record of any stream has brought; null before there is one.</summary>
    public EventTime? NewestEvent
    {
        get
        {
            var newest = EventTime.MinValue;
            foreach (var pipeline in _pipelines)
            {
                foreach (var partition in pipeline.Partitions.Where(partition => partition.NewestRecord is not null))
                {
                    var stream = _program.Streams.First(stream => stream.PhysicalName == partition.Stream);
                    if (stream.EventTimeColumn < 0)
                    {
                        continue; // What it brings is when it came.
                    }

                    var reached = partition.Watermark.Minus(-stream.Delay);
                    newest = reached > newest && reached != EventTime.MaxValue ? reached : newest;
                }
            }

            return newest == EventTime.MinValue ? null : newest;
        }
    }

    /// <summary>Ends when every pipeline has come to the end of streams that end.</summary>
    public Task Completion => Task.WhenAll(_running);

    public string Name => "pipelines";

    public PartHealth Health
    {
        get
        {
            var faults = _pipelines.Where(pipeline => pipeline.Fault is not null)
                .Select(pipeline => ($"{pipeline.Id}: {Says(pipeline.Fault!)}", CodeOf(pipeline.Fault!)))
                .Concat(_refused.Select(refused => (Says(refused), CodeOf(refused))))
                .Concat(Pipelines.SelectMany(Slow))
                .ToList();
            return faults.Count > 0
                ? new(false, string.Join(" ", faults.Select(fault => fault.Item1))) { Code = faults[0].Item2 }
                : new(true, $"{_pipelines.Count} pipelines");
        }
    }

    /// <summary>The pipelines that run; none before the start is done.</summary>
    public IReadOnlyList<PipelineSupervisor> Pipelines => _started;

    public IReadOnlyList<LedgerEntry> Ledger() => [.. _pipelines.SelectMany(pipeline => pipeline.Ledger)];

    /// <summary>How far a pipeline has come, by its id.</summary>
    public PipelineStatus? Standing(string id) => _pipelines.Find(pipeline => pipeline.Id == id) is { } pipeline
        ? new(pipeline.Progress.Watermark?.ToDateTimeOffset(), pipeline.Progress.Lag, pipeline.Tables)
        : null;

    /// <summary>Rows of all tables that no commit holds yet.</summary>
    public IReadOnlyList<TableTail> Tails() => [.. _pipelines.SelectMany(pipeline => pipeline.Tails)];

    /// <summary>Keeps what a reference table's file is to hold, where the statements can join with it.</summary>
    /// <returns>What <see cref="Switch"/> takes when the file holds it.</returns>
    /// <exception cref="SensoriumException">SN2030: it is no such table; SN4012: its columns are others.</exception>
    public ReferenceTable Prepare(string reference, string path, byte[] content)
    {
        var next = _versions.Keep(reference, path, content);
        _pipelines.ForEach(pipeline => pipeline.JoinsWith(next));
        return next;
    }

    /// <summary>Joins what is read from now on with another version of a reference table. What the tables hold already stays.</summary>
    /// <exception cref="SensoriumException">SN4012: its columns are others.</exception>
    public void Switch(ReferenceTable next) => _pipelines.ForEach(pipeline => pipeline.Switch(next));

    /// <summary>Commits everything that is in the streams now. Pipelines that stand still are passed over.</summary>
    public Task Flush() => Task.WhenAll(_pipelines.Where(pipeline => pipeline.Fault is null).Select(pipeline => pipeline.Flush()))
        .WaitAsync(_flushLimit, _scheduler.Time);

    /// <summary>How the pipelines of a city work, by its settings.</summary>
    public static SupervisorOptions OptionsOf(CityFolder city, DataFolder data) => new()
    {
        Checkpoints = data.Checkpoints,
        CommitInterval = city.Settings.Commit.Interval,
        CheckpointInterval = city.Settings.Checkpoint.Interval,
        StateBudget = city.Settings.State.Budget.Bytes,
    };

    public Task Start(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_options.Checkpoints);
        foreach (var stream in _program.Streams.DistinctBy(stream => stream.PhysicalName))
        {
            AddRaw(stream, _logOf(stream.PhysicalName));
            _raw++;
        }

        foreach (var definition in _program.Pipelines)
        {
            Add(definition);
        }

        foreach (var name in Rebuilt)
        {
            Drop(name);
        }

        Deregister();
        Register();
        if (_options.ReferenceHistory is null)
        {
            // What a checkpoint will name must be kept.
            foreach (var table in _pipelines.SelectMany(pipeline => pipeline.References).DistinctBy(table => table.Name).ToList())
            {
                Switch(_versions.Keep(table.Name, table.Path));
            }
        }

        _started = [.. _pipelines];
        _running = [.. _pipelines.Select((pipeline, i) =>
        {
            var stop = i < _raw ? _stopRaw.Token : _stop.Token;
            return _scheduler.Start(pipeline.Id, _ => pipeline.Run(stop, _abort.Token), CancellationToken.None);
        })];
        return Task.CompletedTask;
    }

    /// <summary>Those that keep the records end first: the others still read the time marks that they made.</summary>
    public async Task Stop(CancellationToken deadline)
    {
        using var late = deadline.Register(_abort.Cancel);
        await _stopRaw.CancelAsync();
        await Task.WhenAll(_running.Take(_raw)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public void Dispose()
    {
        _stopRaw.Dispose();
        _stop.Dispose();
        _abort.Dispose();
        _tables.Dispose();
        _objects.Dispose();
    }

    private static string Says(Exception fault) => fault is SensoriumException told ? $"{told.Message} {told.Fix} ({told.Code})" : fault.Message;

    private static string? CodeOf(Exception fault) => (fault as SensoriumException)?.Code;

    /// <summary>A pipeline that runs, and yet shows less than it should.</summary>
    private static IEnumerable<(string, string?)> Slow(PipelineSupervisor pipeline)
    {
        if (pipeline.Fault is not null)
        {
            yield break;
        }

        var progress = pipeline.Progress;
        if (progress.Lag > _longestLag)
        {
            yield return ($"{pipeline.Id} is {progress.Lag.TotalSeconds:N0} s behind its streams. Take load off the machine, or wait until it has caught up. (SN1072)", "SN1072");
        }

        if (progress.WatermarkStood > _longestStand)
        {
            yield return (
                $"{pipeline.Id} reads records, but its watermark has not moved for {progress.WatermarkStood.TotalMinutes:N0} min, so that no window closes. See which partition is silent, and whether its stream says idle = 'none'. (SN1073)",
                "SN1073");
        }
    }

    private void AddRaw(StreamDefinition stream, StreamLog log) => _pipelines.Add(PipelineSupervisor.RawOf(
        Input($"raw.{stream.PhysicalName}", stream),
        _tables,
        _files,
        _scheduler,
        _options,
        log.IsReadOnly ? null : async (partition, kind, value) => await log.AppendHeartbeat(partition, kind, value)));

    private void Add(PipelineDefinition definition)
    {
        try
        {
            PipelineInput[] inputs = [.. _program.Streams.Select(stream => Input(definition.Id, stream))];
            _pipelines.Add(definition is AlertPipeline alert ? Alert(alert, inputs) : Table((TablePipeline)definition, inputs));
        }
        catch (SensoriumException error)
        {
            // One statement that cannot run stops no other.
            _refused.Add(error);
        }
    }

    private PipelineSupervisor Table(TablePipeline definition, PipelineInput[] inputs)
    {
        var pipeline = PipelineSupervisor.Of(definition, inputs, _tables, _files, _scheduler, _options);
        if (Feed?.Table(pipeline.Id, pipeline.Schema) is { } table)
        {
            pipeline.OnRows = rows => table.Append(rows, 0, rows.Count);
        }

        return pipeline;
    }

    private PipelineSupervisor Alert(AlertPipeline definition, PipelineInput[] inputs)
    {
        var pipeline = PipelineSupervisor.AlertOf(definition, inputs, _tables, _files, _scheduler, _options, Notify);
        if ((_alerts ??= Feed?.Table(AlertTable.Name, pipeline.Schema, isAlerts: true)) is { } table)
        {
            pipeline.OnRows = rows =>
            {
                // All alerts share a table, and it takes one writer at a time.
                lock (_alertRows)
                {
                    table.Append(rows, 0, rows.Count);
                }

                Alerted?.Invoke(rows);
            };
        }

        return pipeline;
    }

    private PipelineInput Input(string pipeline, StreamDefinition stream)
    {
        var log = _logOf(stream.PhysicalName);
        var isRegistered = false;
        return log.IsReadOnly ? new(stream, log) : new(stream, log, Committed: (partition, position) =>
        {
            if (!isRegistered)
            {
                log.Register(pipeline); // Once a start: it writes and syncs a file.
                isRegistered = true;
            }

            log.Commit(pipeline, partition, position);
        }, Traces: log.Traces);
    }

    /// <summary>The checkpoint goes first: a table without one is refused until it is dropped too.</summary>
    private void Drop(string name)
    {
        var pipeline = _pipelines.Find(pipeline => pipeline.Id == name || pipeline.Id == $"processed.{name}") ?? throw new SensoriumException(
            "SN1026",
            $"no pipeline of the city makes a table {name}.",
            $"give one of {string.Join(", ", _pipelines.Select(pipeline => pipeline.Id))}.");
        if (pipeline.Streams.FirstOrDefault(stream => _logOf(stream).Partitions.Any(partition => partition.Start.ToOffset() > 0)) is { } shortened)
        {
            throw new SensoriumException(
                "SN4010",
                $"{pipeline.Id} cannot be rebuilt: the log of {shortened} no longer goes back to its beginning, so rows would be lost.",
                "keep the table, and give the changed pipeline a new name.");
        }

        if (pipeline.Tables.Contains(AlertTable.Name))
        {
            throw new SensoriumException(
                "SN4010",
                $"{pipeline.Id} cannot be rebuilt: its rows lie in the table that all alerts share.",
                "keep them, and give the changed alert a new name.");
        }

        foreach (var folder in pipeline.Tables.Select(table => Path.Combine(_lake, _folderOf(table))).Prepend(Path.Combine(_options.Checkpoints, pipeline.Id)))
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>
    /// Before a record comes: a pipeline that stands still from its first moment, because its table cannot be opened, is owed the records
    /// too. Where the disk fails the log holds them back all the same, and the next start registers again.
    /// </summary>
    private void Register()
    {
        foreach (var pipeline in _pipelines)
        {
            foreach (var log in pipeline.Streams.Select(_logOf).Where(log => !log.IsReadOnly))
            {
                try
                {
                    log.Register(pipeline.Id);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // The pipeline says so when it opens.
                }
            }
        }
    }

    /// <summary>A statement that is gone from the city holds back no log; its table stays.</summary>
    private void Deregister()
    {
        var known = _program.Pipelines.Select(pipeline => pipeline.Id).Concat(_pipelines.Select(pipeline => pipeline.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var log in _logs().Where(log => !log.IsReadOnly))
        {
            foreach (var gone in log.Registered.Where(name => !known.Contains(name)))
            {
                log.Deregister(gone);
            }
        }
    }
}
