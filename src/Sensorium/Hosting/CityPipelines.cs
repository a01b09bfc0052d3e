using Sensorium.Cities;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Runtime;
using Sensorium.Streams;
using Sensorium.Web.Live;

namespace Sensorium.Hosting;

/// <summary>The city's pipelines: those of its SQL, and for each stream the one that keeps its records.</summary>
internal sealed class CityPipelines : ICityPart, IDisposable
{
    private static readonly TimeSpan _flushLimit = TimeSpan.FromSeconds(10);

    private readonly CityProgram _program;
    private readonly StreamLogs _logs;
    private readonly LiveFeed _feed;
    private readonly IScheduler _scheduler;
    private readonly LiveOptions _options;
    private readonly LocalObjectStore _objects;
    private readonly DeltaTableStore _tables;
    private readonly LocalFileSystem _files;
    private readonly List<LivePipeline> _pipelines = [];
    private readonly List<string> _refused = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private Task[] _running = [];

    public CityPipelines(CityProgram program, City city, DataFolder data, StreamLogs logs, LiveFeed feed, IScheduler scheduler)
    {
        (_program, _logs, _feed, _scheduler) = (program, logs, feed, scheduler);
        _options = new()
        {
            Checkpoints = data.Checkpoints,
            CommitInterval = city.Settings.Commit.Interval,
            CheckpointInterval = city.Settings.Checkpoint.Interval,
            StateBudget = city.Settings.State.Budget.Bytes,
        };
        _objects = new(new LocalFileSystem(data.Lake(city)), ".");
        _tables = new(_objects, LakeCatalog.FolderOf, data.Scratch, scheduler.Time);
        _files = new(data.Path);
    }

    public string Name => "pipelines";

    public PartHealth Health
    {
        get
        {
            var faults = _pipelines.Where(pipeline => pipeline.Fault is not null).Select(pipeline => $"{pipeline.Id}: {pipeline.Fault!.Message}").Concat(_refused).ToList();
            return faults.Count > 0
                ? new(false, string.Join(" ", faults))
                : new(true, $"{_pipelines.Count} pipelines");
        }
    }

    public IReadOnlyList<LedgerEntry> Ledger() => [.. _pipelines.SelectMany(pipeline => pipeline.Ledger)];

    /// <summary>Commits everything that is in the streams now. Pipelines that stand still are passed over.</summary>
    public Task Flush() => Task.WhenAll(_pipelines.Where(pipeline => pipeline.Fault is null).Select(pipeline => pipeline.Flush()))
        .WaitAsync(_flushLimit, _scheduler.Time);

    public Task Start(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_options.Checkpoints);
        foreach (var stream in _program.Streams.DistinctBy(stream => stream.PhysicalName))
        {
            var log = _logs.Of(stream.PhysicalName);
            AddRaw(stream, log);
        }

        foreach (var definition in _program.Pipelines.OfType<TablePipeline>())
        {
            Add(definition);
        }

        _running = [.. _pipelines.Select(pipeline => _scheduler.Start(pipeline.Id, _ => pipeline.Run(_stop.Token, _abort.Token), CancellationToken.None))];
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _stop.CancelAsync();
        using var late = deadline.Register(_abort.Cancel);
        await Task.WhenAll(_running);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
        _tables.Dispose();
        _objects.Dispose();
    }

    private void AddRaw(StreamDefinition stream, StreamLog log) => _pipelines.Add(LivePipeline.RawOf(
        Input($"raw.{stream.PhysicalName}", stream),
        _tables,
        _files,
        _scheduler,
        _options,
        async (partition, kind, value) => await log.AppendMark(partition, kind, value)));

    private void Add(TablePipeline definition)
    {
        try
        {
            var pipeline = LivePipeline.Of(
                definition, [.. _program.Streams.Select(stream => Input(definition.Id, stream))], _tables, _files, _scheduler, _options);
            var table = _feed.Table(pipeline.Id, pipeline.Schema);
            pipeline.OnRows = rows => table.Append(rows, 0, rows.Count);
            _pipelines.Add(pipeline);
        }
        catch (SensoriumException error)
        {
            // One statement that cannot run stops no other.
            _refused.Add(error.Message);
        }
    }

    private PipelineInput Input(string pipeline, StreamDefinition stream)
    {
        var log = _logs.Of(stream.PhysicalName);
        return new(stream, log, Committed: (partition, position) =>
        {
            log.Register(pipeline);
            log.Commit(pipeline, partition, position);
        });
    }
}
