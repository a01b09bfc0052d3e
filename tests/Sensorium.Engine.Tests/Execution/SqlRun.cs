using Sensorium.Engine.Expressions;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Sql;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>One statement over records in memory, to its end, and what came of it.</summary>
internal sealed class SqlRun
{
    private readonly List<string> _rows = [];
    private readonly List<string> _late = [];

    private SqlRun()
    {
    }

    /// <summary>When files without append times are read.</summary>
    public static EventTime Now { get; } = EventTime.From(new(2026, 5, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>In ordinal order.</summary>
    public IReadOnlyList<string> Rows => [.. _rows.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Late => [.. _late.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Rejected { get; private set; } = [];

    public IReadOnlyList<LedgerEntry> Ledger { get; private set; } = [];

    /// <summary>Greatest while it ran, in bytes.</summary>
    public long StateSize { get; private set; }

    public static PipelineDefinition Compile(string sql, params (string Name, string Csv)[] references)
    {
        var result = new SqlCompiler(BuiltInFunctions.Catalog).Compile([new("city.sql", sql)], references.ToDictionary(
            reference => reference.Name,
            reference => new ReferenceTable(
                reference.Name, reference.Name + ".csv", "1", CsvTable.Read(Encoding.UTF8.GetBytes(reference.Csv), reference.Name))));
        result.Diagnostics.ShouldBeEmpty();
        return result.Program!.Pipelines.ShouldHaveSingleItem();
    }

    /// <param name="inputs">By physical name of a stream, its partitions.</param>
    /// <param name="restartEvery">After so many rounds it goes on in new objects, from what a checkpoint keeps; 0 for never.</param>
    /// <param name="lanesAfterRestart">Where they change with the first restart.</param>
    public static async Task<SqlRun> Run(
        PipelineDefinition definition,
        Dictionary<string, string[][]> inputs,
        int lanes = 1,
        int blockBytes = 1 << 18,
        int restartEvery = 0,
        int? lanesAfterRestart = null)
    {
        var run = new SqlRun();
        var shape = PipelineSpec.Of(definition, keepsRejected: true);
        PipelineExecutor Open() => new(
            shape,
            [.. shape.Plan.Streams.Select(
                input => new PipelineInput(input.Stream, new MemorySource(input.Stream.PhysicalName, inputs[input.Stream.PhysicalName])))],
            new ThreadScheduler(),
            new(Now, lanes, blockBytes));

        var rounds = Open();
        var sections = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var round = 1; !rounds.HasEnded; round++)
        {
            await rounds.Run(CancellationToken.None);
            run.StateSize = Math.Max(run.StateSize, rounds.StateSize);
            if (restartEvery == 0 || round % restartEvery != 0 || rounds.HasEnded)
            {
                continue;
            }

            var changes = new List<CheckpointChange>();
            rounds.Save(changes);
            foreach (var (key, content) in changes)
            {
                if (content is null)
                {
                    sections.Remove(key);
                }
                else
                {
                    sections[key] = content;
                }
            }

            // Two checkpoints, so that it is also the changes since one that are kept, then a crash.
            if (round % (2 * restartEvery) == 0)
            {
                run.Take(rounds);
                lanes = lanesAfterRestart ?? lanes;
                rounds = Open();
                rounds.Load(sections);
            }
        }

        run.Take(rounds);
        rounds.SettlePending();
        run.Ledger = rounds.Ledger();
        run.Ledger.ShouldAllBe(entry => entry.IsBalanced);
        run.Ledger.Sum(entry => entry.InFlight).ShouldBe(0);
        return run;
    }

    private void Take(PipelineExecutor rounds)
    {
        _rows.AddRange(rounds.Rows.Batches.SelectMany(RowText.All));
        _late.AddRange(rounds.Late.Batches.SelectMany(RowText.All));
        Rejected = [.. Rejected, .. rounds.Rejected.Batches.SelectMany(RowText.All)];
    }
}
