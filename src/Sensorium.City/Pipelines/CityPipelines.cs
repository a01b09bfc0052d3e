using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Lake;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Tables;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Sql.Plan;
using Sensorium.Web;

namespace Sensorium.City.Pipelines;

/// <summary>The city's pipelines: those of its SQL, and for each stream the one that keeps its records.</summary>
internal sealed class CityPipelines : ICityPart, IDisposable
{
    private static readonly TimeSpan _flushLimit = TimeSpan.FromSeconds(10);

    private readonly CityProgram _program;
    private readonly LogConsumers _logs;
    private readonly LakeAccess _lake;
    private readonly IScheduler _scheduler;
    private readonly SupervisorOptions _options;
    private readonly LocalFileSystem _files;
    private readonly ReferenceVersions _versions;
    private readonly List<PipelineSupervisor> _pipelines = [];
    private readonly List<SensoriumException> _refused = [];
    private readonly CancellationTokenSource _stopRaw = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private Task[] _running = [];
    private volatile IReadOnlyList<PipelineSupervisor> _started = [];
    private int _raw;

    /// <param name="logs">Asked from <see cref="Start"/> on.</param>
    /// <param name="lake">Gets the tables; is not disposed with the pipelines.</param>
    /// <param name="data">Where checkpoints lie.</param>
    public CityPipelines(
        CityProgram program, LogConsumers logs, LakeAccess lake, DataFolder data, IScheduler scheduler, SupervisorOptions options)
    {
        (_program, _logs, _lake, _scheduler, _options) = (program, logs, lake, scheduler, options);
        _files = new(data.Path);
        _versions = new(new LocalFileSystem(), data.References);
    }

    /// <summary>Shows the new rows of every table; null where nobody watches.</summary>
    public LiveRows? Rows { get; init; }

    /// <summary>Takes the rows of alerts on their way to people, each at least once; null where nobody is told.</summary>
    public Action<Batch>? Notify { get; init; }

    /// <summary>Tables that are dropped with their checkpoints at the start, and filled again from the streams' beginning.</summary>
    public IReadOnlyList<string> Rebuilt { get; init; } = [];

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

    public PartHealth Health => PipelineHealth.Of(_pipelines, _refused);

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

    public async Task Start(CancellationToken cancellation)
    {
        _files.CreateDirectory(_options.Checkpoints);
        foreach (var stream in _program.Streams.DistinctBy(stream => stream.PhysicalName))
        {
            AddRaw(stream);
        }

        foreach (var definition in _program.Pipelines)
        {
            Add(definition);
        }

        var rebuild = new TableRebuild(_lake, _files, _options.Checkpoints);
        foreach (var name in Rebuilt)
        {
            await rebuild.Drop(name, _pipelines, _logs.LogOf, cancellation);
        }

        _logs.Register(
            _pipelines,
            _program.Pipelines.Select(pipeline => pipeline.Id).Concat(_pipelines.Select(pipeline => pipeline.Id))
                .ToHashSet(StringComparer.Ordinal));
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
    }

    /// <summary>Those that keep the records end first: the others still read the time marks that they made.</summary>
    public async Task Stop(CancellationToken deadline)
    {
        using var late = deadline.Register(_abort.Cancel);
        await _stopRaw.CancelAsync();
        await Task.WhenAll(_running.Take(_raw))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public void Dispose()
    {
        _stopRaw.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private void AddRaw(StreamDefinition stream)
    {
        var id = TableName.OfStream(stream.PhysicalName);
        try
        {
            Demand(id, [stream.PhysicalName]);
        }
        catch (SensoriumException error)
        {
            _refused.Add(error);
            return;
        }

        _pipelines.Add(PipelineSupervisor.RawOf(
            _logs.Input(id, stream), _lake.Tables, _files, _scheduler, _options, _logs.Heartbeats(stream)));
        _raw++;
    }

    /// <summary>A pipeline runs only where all its streams do.</summary>
    /// <exception cref="SensoriumException">One of them was refused.</exception>
    private void Demand(string pipeline, IEnumerable<string> streams)
    {
        foreach (var stream in streams)
        {
            try
            {
                _logs.LogOf(stream);
            }
            catch (SensoriumException error)
            {
                throw new SensoriumException(
                    error.Code, $"{pipeline} does not run, since stream '{stream}' was refused: {error.Message}", error.Fix);
            }
        }
    }

    private bool IsOpen(StreamDefinition stream)
    {
        try
        {
            return _logs.LogOf(stream.PhysicalName) is not null;
        }
        catch (SensoriumException)
        {
            return false;
        }
    }

    private void Add(PipelineDefinition definition)
    {
        try
        {
            PipelineInput[] inputs = [.. _program.Streams.Where(IsOpen).Select(stream => _logs.Input(definition.Id, stream))];
            var pipeline = definition is AlertPipeline alert
                ? PipelineSupervisor.AlertOf(alert, inputs, _lake.Tables, _files, _scheduler, _options, Notify)
                : PipelineSupervisor.Of((TablePipeline)definition, inputs, _lake.Tables, _files, _scheduler, _options);
            Demand(pipeline.Id, pipeline.Streams);
            Rows?.Follow(pipeline, definition);
            _pipelines.Add(pipeline);
        }
        catch (SensoriumException error)
        {
            // One statement that cannot run stops no other.
            _refused.Add(error);
        }
    }
}
