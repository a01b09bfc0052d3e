using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Core.Tables;
using Sensorium.Pipelines.Operators;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>
/// A pipeline over input that ends: no checkpoint, files staged as rows come, each table committed once at the end. Works in rounds: the
/// lanes decode, the partitions' watermarks pass over the rows in order, the lanes process; between rounds windows fire.
/// </summary>
public sealed class FinitePipeline
{
    private readonly string _id;
    private readonly IScheduler _scheduler;
    private readonly PipelineOptions _options;
    private readonly List<PartitionCursor> _cursors = [];
    private readonly Lane[] _lanes;
    private readonly WindowFiring? _firing;
    private readonly LaneOutputs _outputs;
    private readonly OutputOperator _windowRows;
    private readonly ITable _table;
    private readonly ITable _late;
    private readonly ITable _rejected;
    private readonly Dictionary<ITable, List<Batch>> _pending = [];
    private readonly Dictionary<ITable, List<StagedFile>> _staged = [];
    private readonly long[] _reads;
    private readonly long[][] _fates;
    private readonly long[] _inFlight;
    private readonly CauseCounts _causes;

    private FinitePipeline(
        TablePipeline definition,
        PlanShape shape,
        IReadOnlyList<PipelineInput> inputs,
        (ITable Main, ITable Late, ITable Rejected) tables,
        IScheduler scheduler,
        PipelineOptions options)
    {
        _id = definition.Id;
        _scheduler = scheduler;
        _options = options;
        (_table, _late, _rejected) = tables;
        var streams = shape.Streams;
        _reads = new long[streams.Count];
        _fates = [.. streams.Select(_ => new long[6])];
        _inFlight = new long[streams.Count];
        _causes = new(streams.Count);
        for (var input = 0; input < streams.Count; input++)
        {
            var stream = streams[input].Stream;
            var source = inputs.First(candidate => candidate.Stream.Name == stream.Name).Source;
            foreach (var partition in source.Partitions)
            {
                _cursors.Add(new(input, partition, stream.Delay.Ticks / 10));
            }
        }

        var windows = shape.Window is { } window ? new WindowAssigner(window.Window) : null;
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => new Lane(shape, inputs, windows, definition.Table.Schema, options))];
        _outputs = new([.. streams.Select(input => input.Stream.Name)]);
        _windowRows = new(definition.Table.Schema, streams.Count);
        if (shape.Window is { } node)
        {
            var above = OperatorChain.AboveWindow(shape.Root, _outputs, _windowRows);
            _firing = new(node, windows!, [.. _lanes.Select(lane => lane.Window!)], _outputs, above, streams.Count);
        }

        Streams = [.. streams.Select(input => input.Stream)];
    }

    public IReadOnlyList<StreamDefinition> Streams { get; }

    /// <summary>Opens the table with its <c>__late</c> and <c>__rejected</c>, and makes the pipeline ready to run.</summary>
    /// <param name="inputs">One for each stream that the plan reads; others are passed over.</param>
    public static async Task<FinitePipeline> Open(
        TablePipeline definition,
        IReadOnlyList<PipelineInput> inputs,
        ITableStore tables,
        IScheduler scheduler,
        PipelineOptions options,
        CancellationToken cancellation)
    {
        var shape = new PlanShape(definition.Plan);
        var main = await tables.Open(definition.Table, cancellation);
        var late = await tables.Open(new(definition.Table.Name + "__late", RecordTables.Late, []), cancellation);
        var rejected = await tables.Open(new(definition.Table.Name + "__rejected", RecordTables.Rejected, []), cancellation);
        return new(definition, shape, inputs, (main, late, rejected), scheduler, options);
    }

    /// <summary>Reads all input, fires every window and commits.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (_cursors.Any(cursor => !cursor.HasEnded))
        {
            cancellation.ThrowIfCancellationRequested();
            await Round(cancellation);
            await StageWhere(rows => rows >= _options.StageRows, cancellation);
        }

        await StageWhere(rows => rows > 0, cancellation);
        foreach (var table in new[] { _table, _late, _rejected })
        {
            await table.Commit(new($"{_id}/run", 1, _staged.GetValueOrDefault(table) ?? [], Provenance()), cancellation);
        }

        for (var input = 0; input < Streams.Count; input++)
        {
            _fates[input][(int)Fate.Stored] += _inFlight[input];
            _inFlight[input] = 0;
        }
    }

    /// <summary>What has become of every record read so far.</summary>
    public IReadOnlyList<LedgerEntry> Ledger() => [.. Streams.Select((stream, input) =>
    {
        var open = _lanes.Sum(lane => lane.Window?.InFlight[input] ?? 0) + (_firing?.Emitted[input] ?? 0);
        long Count(Fate fate) => _fates[input][(int)fate];
        return new LedgerEntry(
            _id,
            stream.Name,
            _reads[input],
            Count(Fate.Stored),
            Count(Fate.Filtered),
            Count(Fate.Rejected),
            Count(Fate.Late),
            Count(Fate.Duplicate),
            open + _inFlight[input],
            0,
            [.. _causes.Counts
                .Where(cause => cause.Value[input] > 0)
                .OrderByDescending(cause => cause.Value[input])
                .ThenBy(cause => cause.Key.Text, StringComparer.Ordinal)
                .Select(cause => new LedgerCause(cause.Key.Fate, cause.Key.File, cause.Key.Line, cause.Key.Text, cause.Value[input]))]);
    })];

    private async Task Round(CancellationToken cancellation)
    {
        var order = new List<DecodedBlock>();
        var next = 0;
        foreach (var cursor in _cursors)
        {
            // Several blocks of one partition may be in a round, on different lanes: their order is kept here.
            for (var i = 0; i < _lanes.Length; i++)
            {
                var lane = _lanes[next++ % _lanes.Length];
                if (!lane.Read(cursor))
                {
                    break;
                }

                order.Add(lane.Round[^1]);
            }
        }

        await OnLanes(lane => lane.Decode(), cancellation);
        foreach (var block in order)
        {
            block.Advance();
        }

        await OnLanes(lane => lane.Process(), cancellation);
        foreach (var lane in _lanes)
        {
            Collect(lane);
        }

        if (_firing is { } firing)
        {
            firing.Advance(_cursors.Min(cursor => cursor.Watermark));
            CollectFired(firing);
        }

        Pend(_table, _windowRows.Rows.Count > 0 ? _windowRows.Take() : null);
    }

    private async Task OnLanes(Action<Lane> step, CancellationToken cancellation)
    {
        if (_lanes is [var only])
        {
            step(only);
            return;
        }

        await Task.WhenAll(_lanes.Select((lane, i) => _scheduler.Start(
            $"{_id} lane {i}",
            _ =>
            {
                step(lane);
                return Task.CompletedTask;
            },
            cancellation)));
    }

    private void Collect(Lane lane)
    {
        for (var input = 0; input < _reads.Length; input++)
        {
            _reads[input] += lane.Reads[input];
            lane.Reads[input] = 0;
            for (var fate = 0; fate < lane.Fates[input].Length; fate++)
            {
                _fates[input][fate] += lane.Fates[input][fate];
                lane.Fates[input][fate] = 0;
            }

            _inFlight[input] += lane.Output.Records[input];
            lane.Output.Records[input] = 0;
        }

        _causes.Take(lane.Outputs.Causes);
        Pend(_table, lane.Output.Rows.Count > 0 ? lane.Output.Take() : null);
        Pend(_late, lane.Outputs.Late.Rows.Count > 0 ? lane.Outputs.Late.Take() : null);
        Pend(_rejected, lane.Outputs.Rejected.Rows.Count > 0 ? lane.Outputs.Rejected.Take() : null);
    }

    private void CollectFired(WindowFiring firing)
    {
        for (var input = 0; input < _reads.Length; input++)
        {
            _inFlight[input] += firing.Emitted[input];
            firing.Emitted[input] = 0;
            for (var fate = 0; fate < firing.Dropped[input].Length; fate++)
            {
                _fates[input][fate] += firing.Dropped[input][fate];
                firing.Dropped[input][fate] = 0;
            }
        }

        _causes.Take(_outputs.Causes);
    }

    private void Pend(ITable table, Batch? rows)
    {
        if (rows is null)
        {
            return;
        }

        if (!_pending.TryGetValue(table, out var batches))
        {
            _pending[table] = batches = [];
        }

        batches.Add(rows);
    }

    private async Task StageWhere(Func<long, bool> isDue, CancellationToken cancellation)
    {
        foreach (var (table, batches) in _pending)
        {
            if (!isDue(batches.Sum(batch => (long)batch.Count)))
            {
                continue;
            }

            if (!_staged.TryGetValue(table, out var files))
            {
                _staged[table] = files = [];
            }

            files.AddRange(await table.Stage(batches, cancellation));
            batches.Clear();
        }
    }

    private Dictionary<string, object?> Provenance() => new()
    {
        ["pipeline"] = _id,
        ["epoch"] = 1L,
        ["partitions"] = _cursors.Select(cursor => new Dictionary<string, object?>
        {
            ["stream"] = Streams[cursor.Input].Name,
            ["partition"] = cursor.Partition.Number,
            ["next"] = cursor.Position.ToString(),
        }).ToList(),
    };
}
