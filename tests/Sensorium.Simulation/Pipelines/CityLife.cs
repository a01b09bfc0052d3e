using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Simulation.Objects;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.Simulation.Pipelines;

/// <summary>
/// One process of a city: it opens logs, lake and checkpoints, lets producers send and pipelines run, and stops or just ends.
/// </summary>
internal sealed class CityLife(SimulatedMachine machine, CityPlan plan, CityPromises promises, Random random, string scratch)
{
    public const string Streams = "data/streams";
    public const string Lake = "data/lake";
    public const string Checkpoints = "data/checkpoints";

    /// <summary>The reference table's file, and where its versions are kept.</summary>
    public const string Places = "city/places.csv";
    public const string References = "data/references";

    private readonly SortedDictionary<string, StreamLog> _logs = new(StringComparer.Ordinal);
    private Exception? _wrong;

    private IScheduler Scheduler => machine.Scheduler;

    /// <summary>Whether everything that was sent is in the tables now; only a life that lives to its end has drained.</summary>
    public bool HasDrained { get; private set; }

    /// <summary>Where records went, by pipeline, at the end of a life that drained.</summary>
    public List<Core.LedgerEntry> Ledger { get; } = [];

    /// <param name="share">The part, 0 to 1, of all batches that the producers come to.</param>
    /// <param name="drains">Whether it lives until all is in the tables.</param>
    public async Task Live(double share, bool drains)
    {
        foreach (var (stream, partitions) in plan.Partitions)
        {
            _logs[stream] = Open(stream, partitions);
        }

        using var local = new LocalObjectStore(machine.Disk, Lake);
        var faults = drains ? new ObjectFaults(Latency: TimeSpan.FromMilliseconds(20)) : new(0.02, 0.02, TimeSpan.FromMilliseconds(50));
        IObjectStore objects = plan.IsRemote ? new SimulatedObjectStore(local, Scheduler, faults, random.Next()) : local;
        var tables = new DeltaTableStore(objects, LakeCatalog.FolderOf, scratch, Scheduler.Time);
        var raw = plan.Program.Streams.Select(stream => Raw(stream, tables)).ToList();
        var derived = plan.Program.Pipelines.Select(definition => Derived(definition, tables)).ToList();
        raw.Concat(derived).ToList().ForEach(Register);
        await Write(CityPlan.Places[0], unless: machine.Disk.FileExists(Places));
        await Switch(derived);
        using var ended = new CancellationTokenSource();
        using var stopRaw = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        var runningRaw = raw.Select(pipeline => Start(pipeline, stopRaw.Token)).ToList();
        var running = derived.Select(pipeline => Start(pipeline, stop.Token)).ToList();
        var watch = Scheduler.Start("watch", cancellation => Watch([.. raw, .. derived], cancellation), ended.Token);
        var retention = Scheduler.Start("retention", Retain, ended.Token);
        var editor = Scheduler.Start("editor", cancellation => Edit(derived, cancellation), ended.Token);
        var upkeep = Scheduler.Start("upkeep", cancellation => Keep(tables, cancellation), ended.Token);
        var producers = _logs.Values
            .SelectMany(log => Enumerable.Range(0, log.PartitionCount).Select(partition => (log, partition)))
            .Select(to => Scheduler.Start(
                $"producer {to.log.Stream} {to.partition}",
                cancellation => Send(to.log, to.partition, share, cancellation),
                ended.Token))
            .ToList();
        if (drains)
        {
            await All(producers);
            await Pause(TimeSpan.FromSeconds(14)); // Idle partitions get their marks, and windows fire.
            stopRaw.Cancel();
            await All(runningRaw);
            await Flush(derived);
            stop.Cancel();
            await All(running);
            HasDrained = raw.Concat(derived).All(pipeline => pipeline.Fault is null);
            Ledger.AddRange(raw.Concat(derived).SelectMany(pipeline => pipeline.Ledger));
        }
        else
        {
            await Pause(TimeSpan.FromMilliseconds(random.Next(1_000, 15_000)));
            if (random.Next(3) == 0)
            {
                ThrowIfWrong();
                return; // Gone without a word.
            }

            ended.Cancel();
            stopRaw.Cancel();
            stop.Cancel();
            await All([.. runningRaw, .. running]);
        }

        ended.Cancel();
        await All([watch, retention, editor, upkeep]);
        ThrowIfWrong();
        foreach (var log in _logs.Values)
        {
            await log.DisposeAsync();
        }
    }

    /// <summary>Opens all pipelines over what stands, and stops them: nothing of it is a change.</summary>
    public async Task Look()
    {
        foreach (var (stream, partitions) in plan.Partitions)
        {
            _logs[stream] = Open(stream, partitions);
        }

        using var objects = new LocalObjectStore(machine.Disk, Lake);
        var tables = new DeltaTableStore(objects, LakeCatalog.FolderOf, scratch, Scheduler.Time);
        List<PipelineSupervisor> pipelines =
        [
            .. plan.Program.Streams.Select(stream => Raw(stream, tables)),
            .. plan.Program.Pipelines.Select(definition => Derived(definition, tables)),
        ];
        using var stop = new CancellationTokenSource();
        var running = pipelines.Select(pipeline => Start(pipeline, stop.Token)).ToList();
        await Pause(TimeSpan.FromMilliseconds(500));
        stop.Cancel();
        await All(running);
        pipelines.ShouldAllBe(pipeline => pipeline.Fault == null);
        Ledger.AddRange(pipelines.SelectMany(pipeline => pipeline.Ledger));
        foreach (var log in _logs.Values)
        {
            await log.DisposeAsync();
        }
    }

    private async Task Send(StreamLog log, int partition, double share, CancellationToken cancellation)
    {
        try
        {
            var batches = (int)Math.Ceiling(plan.Batches[log.Stream] * share);
            await new CityProducer(machine, plan, promises, random, log, partition).Send(batches, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The next life goes on.
        }
    }

    private PipelineSupervisor Raw(StreamDefinition stream, DeltaTableStore tables) => PipelineSupervisor.RawOf(
        Input($"raw.{stream.PhysicalName}", stream),
        tables,
        machine.Disk,
        Scheduler,
        Options(),
        async (partition, kind, value) => await _logs[stream.PhysicalName].AppendHeartbeat(partition, kind, value));

    private PipelineSupervisor Derived(PipelineDefinition definition, DeltaTableStore tables)
    {
        IReadOnlyList<PipelineInput> inputs = [.. plan.Program.Streams.Select(stream => Input(definition.Id, stream))];
        return definition is AlertPipeline alert
            ? PipelineSupervisor.AlertOf(alert, inputs, tables, machine.Disk, Scheduler, Options(), Notify)
            : PipelineSupervisor.Of((TablePipeline)definition, inputs, tables, machine.Disk, Scheduler, Options());
    }

    /// <summary>The way to people, which at times is closed.</summary>
    private void Notify(Batch rows)
    {
        if (random.Next(6) == 0)
        {
            throw new IOException("The way to people is closed.");
        }

        var (episodes, events) = ((TextColumn)rows.Columns[0], (TextColumn)rows.Columns[1]);
        for (var row = 0; row < rows.Count; row++)
        {
            promises.Notified.Add($"{Encoding.UTF8.GetString(episodes[row].Span)}|{Encoding.UTF8.GetString(events[row].Span)}");
        }
    }

    /// <summary>As a city does before a record comes: a pipeline that cannot open yet is owed it too.</summary>
    private void Register(PipelineSupervisor pipeline)
    {
        foreach (var stream in pipeline.Streams)
        {
            try
            {
                _logs[stream].Register(pipeline.Id);
            }
            catch (IOException)
            {
                // The log holds back all the same.
            }
        }
    }

    private StreamLog Open(string stream, int partitions) => StreamLog.Open(machine.Disk, Scheduler, $"{Streams}/{stream}", stream, new()
    {
        PartitionCount = partitions,
        SegmentBytes = 4096,
        RetentionBytes = stream == "temp_stream" ? plan.RetentionBytes : null,
        RetentionAge = plan.RetentionAge,
    });

    /// <summary>As a running city does, if more often.</summary>
    private async Task Retain(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Pause(TimeSpan.FromSeconds(2));
            foreach (var log in _logs.Values)
            {
                await log.Retain();
            }
        }
    }

    /// <summary>
    /// What <c>lake optimize</c> and <c>lake vacuum</c> do beside a city, also before pipelines have committed what an earlier life had
    /// staged: it is told to keep an hour or some days, and the machine may have rested for longer.
    /// </summary>
    private async Task Keep(DeltaTableStore tables, CancellationToken cancellation)
    {
        var names = plan.TableNames.ToList();
        while (!cancellation.IsCancellationRequested)
        {
            await Pause(TimeSpan.FromMilliseconds(random.Next(1_500, 12_000)));
            if (cancellation.IsCancellationRequested)
            {
                continue;
            }

            var table = names[random.Next(names.Count)];
            try
            {
                if (random.Next(3) == 0)
                {
                    await tables.Optimize(table, dryRun: false, CancellationToken.None);
                }

                var staged = StagedNames.Of(machine.Disk, Checkpoints);
                await tables.Vacuum(
                    table,
                    random.Next(3) == 0 ? TimeSpan.FromDays(8) : TimeSpan.FromHours(1),
                    dryRun: false,
                    staged.Contains,
                    CancellationToken.None);
            }
            catch (Exception error) when (IsOfDisk(error))
            {
                // An operator would see it, and try again.
            }
        }
    }

    /// <summary>Somebody who changes the reference table while the city runs.</summary>
    private async Task Edit(List<PipelineSupervisor> pipelines, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Pause(TimeSpan.FromMilliseconds(random.Next(1_000, 8_000)));
            if (!cancellation.IsCancellationRequested)
            {
                await Write(CityPlan.Places[random.Next(CityPlan.Places.Count)], unless: false);
                await Switch(pipelines);
            }
        }
    }

    private Task Write(string places, bool unless) => UntilItCan(() =>
    {
        if (!unless)
        {
            DurableFiles.CreateDirectory(machine.Disk, "city");
            DurableFiles.Replace(machine.Disk, Places, Encoding.UTF8.GetBytes(places));
        }
    });

    private Task Switch(List<PipelineSupervisor> pipelines) => UntilItCan(() =>
    {
        var next = new ReferenceVersions(machine.Disk, References).Keep("places", Places);
        pipelines.ForEach(pipeline => pipeline.Switch(next));
    });

    private async Task UntilItCan(Action action)
    {
        while (true)
        {
            try
            {
                action();
                return;
            }
            catch (IOException)
            {
                await Pause(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private PipelineInput Input(string pipeline, StreamDefinition stream)
    {
        var log = _logs[stream.PhysicalName];
        var isRegistered = false;
        return new(stream, log, Committed: (partition, position) =>
        {
            if (!isRegistered)
            {
                log.Register(pipeline); // Once a start: it writes and syncs a file.
                isRegistered = true;
            }

            log.Commit(pipeline, partition, position);
        });
    }

    private SupervisorOptions Options() => new()
    {
        Checkpoints = Checkpoints,
        CommitInterval = plan.CommitInterval,
        CheckpointInterval = plan.CheckpointInterval,
        CommitRows = plan.CommitRows,
        Poll = TimeSpan.FromMilliseconds(100),
        Lanes = 1 << random.Next(3),
        NewIdentity = () => $"{random.NextInt64():x16}",
    };

    private Task Start(PipelineSupervisor pipeline, CancellationToken stop) =>
        Scheduler.Start(pipeline.Id, _ => pipeline.Run(stop, CancellationToken.None), CancellationToken.None);

    private static async Task Flush(List<PipelineSupervisor> pipelines)
    {
        foreach (var pipeline in pipelines)
        {
            try
            {
                await pipeline.Flush();
            }
            catch (Exception error) when (IsOfDisk(error))
            {
                // A fault that was left over; the last commit at the stop shows whether it is over.
            }
        }
    }

    /// <summary>A pipeline may stand still for what the disk does, and for nothing else.</summary>
    private async Task Watch(IReadOnlyList<PipelineSupervisor> pipelines, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            _wrong ??= pipelines.Select(pipeline => pipeline.Fault).FirstOrDefault(fault => fault is not null && !IsOfDisk(fault));
            await Pause(TimeSpan.FromMilliseconds(300));
        }
    }

    private static bool IsOfDisk(Exception error) => error is IOException or SensoriumException { InnerException: IOException };

    private void ThrowIfWrong()
    {
        if (_wrong is not null)
        {
            throw new InvalidOperationException($"A pipeline stood still: {_wrong.Message}", _wrong);
        }
    }

    private static async Task All(IReadOnlyList<Task> tasks)
    {
        foreach (var task in tasks)
        {
            await task;
        }
    }

    private Task Pause(TimeSpan pause) => Task.Delay(pause, Scheduler.Time);
}
