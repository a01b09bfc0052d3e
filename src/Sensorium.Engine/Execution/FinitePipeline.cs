using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sinks;
using Sensorium.Core.Tables;
using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>A pipeline over input that ends: no checkpoint, files staged as rows come, each table committed once at the end.</summary>
public sealed class FinitePipeline
{
    private readonly PipelineOptions _options;
    private readonly PipelineExecutor _rounds;
    private readonly string _id;
    private readonly (ISink Table, PendingRows Rows, List<byte[]> Staged)[] _outputs;

    private FinitePipeline(string id, PipelineExecutor rounds, PipelineOptions options, IEnumerable<(ISink Table, PendingRows Rows)> outputs)
    {
        (_id, _rounds, _options) = (id, rounds, options);
        _outputs = [.. outputs.Select(output => (output.Table, output.Rows, new List<byte[]>()))];
    }

    /// <summary>Opens the table, for an alert that of all alerts, with its <c>__late</c> and <c>__rejected</c>, and makes the pipeline ready to run.</summary>
    /// <param name="inputs">One for each stream that the plan reads; others are passed over.</param>
    public static Task<FinitePipeline> Open(
        PipelineDefinition definition,
        IReadOnlyList<PipelineInput> inputs,
        ITableStore tables,
        IScheduler scheduler,
        PipelineOptions options,
        CancellationToken cancellation) =>
        Open(PipelineSpec.Of(definition, keepsRejected: true), inputs, tables, scheduler, options, cancellation);

    /// <summary>The pipeline that keeps the records of a physical stream as they came, and says which are no rows of it and why.</summary>
    public static Task<FinitePipeline> OpenRaw(
        PipelineInput input, ITableStore tables, IScheduler scheduler, PipelineOptions options, CancellationToken cancellation) =>
        Open(PipelineSpec.RawOf(input.Stream), [input], tables, scheduler, options, cancellation);

    /// <summary>Reads all input, fires every window and commits.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (!_rounds.HasEnded)
        {
            cancellation.ThrowIfCancellationRequested();
            await _rounds.Run(cancellation);
            _rounds.CheckBudget(_options.StateBudget);
            await StageWhere(rows => rows >= _options.StageRows, cancellation);
        }

        await StageWhere(rows => rows > 0, cancellation);
        foreach (var (table, _, staged) in _outputs)
        {
            await table.Commit(new($"{_id}/run", 1, staged, Provenance()), cancellation);
        }

        _rounds.SettlePending();
    }

    /// <summary>What has become of every record read so far.</summary>
    public IReadOnlyList<LedgerEntry> Ledger() => _rounds.Ledger();

    private static async Task<FinitePipeline> Open(
        PipelineSpec shape,
        IReadOnlyList<PipelineInput> inputs,
        ITableStore tables,
        IScheduler scheduler,
        PipelineOptions options,
        CancellationToken cancellation)
    {
        var rounds = new PipelineExecutor(shape, inputs, scheduler, options);
        var outputs = new List<(ISink, PendingRows)> { (await tables.Open(shape.Table, cancellation), rounds.Rows) };
        if (shape.Late is { } late)
        {
            outputs.Add((await tables.Open(new(late, RecordTables.Late, []), cancellation), rounds.Late));
        }

        outputs.Add((await tables.Open(new(shape.Rejected, RecordTables.Rejected, []), cancellation), rounds.Rejected));
        return new(shape.Id, rounds, options, outputs);
    }

    private async Task StageWhere(Func<long, bool> isDue, CancellationToken cancellation)
    {
        foreach (var (table, rows, staged) in _outputs)
        {
            if (isDue(rows.Count))
            {
                if (await table.Stage(rows.Batches, cancellation) is { } part)
                {
                    staged.Add(part);
                }

                rows.Clear();
            }
        }
    }

    private Dictionary<string, object?> Provenance() => new()
    {
        ["pipeline"] = _id,
        ["epoch"] = 1L,
        ["partitions"] = _rounds.Cursors.Select(cursor => new Dictionary<string, object?>
        {
            ["stream"] = _rounds.Streams[cursor.Input].Name,
            ["partition"] = cursor.Partition.Number,
            ["next"] = cursor.Position.ToString(),
        }).ToList(),
    };
}
