using System.Text;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Core.Sources;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.Simulation.Pipelines;

/// <summary>What must hold of a city that has drained, however often it died before.</summary>
internal sealed class CityCheck(
    SimulatedMachine machine,
    CityPlan plan,
    CityPromises promises,
    IReadOnlyList<LedgerEntry> ledger,
    RemovedSegments removed,
    string scratch)
{
    private const string StraightLake = "straight/lake";

    private readonly SortedDictionary<string, StreamLog> _logs = new(StringComparer.Ordinal);

    public async Task Run()
    {
        foreach (var stream in plan.Partitions.Keys)
        {
            removed.Restore(stream);
            _logs[stream] = StreamLog.OpenReadOnly(machine.Disk, machine.Scheduler, $"{RemovedSegments.Whole}/{stream}", stream);
        }

        var straight = new Dictionary<string, LedgerEntry>();
        foreach (var entry in await RunStraight())
        {
            straight[$"{entry.Name} {entry.Stream}"] = entry;
        }

        using var objects = new LocalObjectStore(machine.Disk, CityLife.Lake);
        using var reader = Reader(objects);
        using var straightObjects = new LocalObjectStore(machine.Disk, StraightLake);
        using var straightReader = Reader(straightObjects);
        foreach (var entry in ledger)
        {
            CheckLedger(entry, straight[$"{entry.Name} {entry.Stream}"]);
        }

        foreach (var stream in plan.Program.Streams)
        {
            await CheckRaw(stream, reader);
        }

        foreach (var table in plan.TableNames)
        {
            await CheckCommits(table, reader);
            if (!table.StartsWith("raw.", StringComparison.Ordinal))
            {
                (await reader.Rows(table)).ShouldBe(await straightReader.Rows(table), table);
            }
        }

        if (plan.HasAlerts)
        {
            promises.Notified.Order(StringComparer.Ordinal).ShouldBe(await reader.Rows(AlertTable.Name, "episode, event"));
        }
    }

    /// <summary>Every table of the city's lake with its newest version.</summary>
    public static async Task<List<string>> Versions(SimulatedMachine machine, CityPlan plan, string scratch)
    {
        using var objects = new LocalObjectStore(machine.Disk, CityLife.Lake);
        var tables = new DeltaTableStore(objects, LakeCatalog.FolderOf, scratch, machine.Scheduler.Time);
        var versions = new List<string>();
        foreach (var table in plan.TableNames)
        {
            versions.Add($"{table} {(await tables.Snapshot(table))?.Version}");
        }

        return versions;
    }

    public static string Counts(LedgerEntry entry) =>
        $"read {entry.Read} stored {entry.Stored} filtered {entry.Filtered} rejected {entry.Rejected} late {entry.Late} duplicate "
            + $"{entry.Duplicate} "
        + $"in flight {entry.InFlight}";

    /// <summary>The same logs once more, at one stretch into new tables.</summary>
    private async Task<List<LedgerEntry>> RunStraight()
    {
        using var objects = new LocalObjectStore(machine.Disk, StraightLake);
        var tables = new DeltaTableStore(objects, LakeCatalog.FolderOf, scratch, machine.Scheduler.Time);
        var versions = new ReferenceVersions(machine.Disk, CityLife.References);
        var options = new SupervisorOptions
        {
            Checkpoints = "straight/checkpoints",
            CommitInterval = TimeSpan.FromDays(1),
            ReferenceHistory = pipeline => ReferenceSwitch.Recorded(machine.Disk, $"{CityLife.Checkpoints}/{pipeline}"),
            ReferenceVersion = known => versions.Load(known.Table, known.Fingerprint),
        };
        var inputs = plan.Program.Streams.Select(stream => new PipelineInput(stream, _logs[stream.PhysicalName])).ToList();
        List<PipelineSupervisor> pipelines =
        [
            .. inputs.Select(
                input => PipelineSupervisor.RawOf(input, tables, machine.Disk, machine.Scheduler, options, appendHeartbeat: null)),
            .. plan.Program.Pipelines.Select(definition => definition is AlertPipeline alert
                ? PipelineSupervisor.AlertOf(alert, inputs, tables, machine.Disk, machine.Scheduler, options, notify: null)
                : PipelineSupervisor.Of((TablePipeline)definition, inputs, tables, machine.Disk, machine.Scheduler, options)),
        ];
        foreach (var pipeline in pipelines)
        {
            await pipeline.Run(CancellationToken.None, CancellationToken.None);
            pipeline.Fault.ShouldBeNull();
        }

        return [.. pipelines.SelectMany(pipeline => pipeline.Ledger)];
    }

    private void CheckLedger(LedgerEntry entry, LedgerEntry straight)
    {
        var name = $"ledger of {entry.Name} over {entry.Stream}";
        entry.IsBalanced.ShouldBeTrue(name);
        if (!entry.Name.StartsWith("raw.", StringComparison.Ordinal))
        {
            entry.Waiting.ShouldBe(0, name); // Behind the raw pipelines their own last marks may wait.
        }

        Counts(entry).ShouldBe(Counts(straight), name);
        var causes = entry.Causes.Select(cause => $"{cause.Fate} {cause.Line} {cause.Text}: {cause.Count}").Order(StringComparer.Ordinal);
        causes.ShouldBe(
            straight.Causes.Select(cause => $"{cause.Fate} {cause.Line} {cause.Text}: {cause.Count}").Order(StringComparer.Ordinal), name);
        var stream = plan.Program.Streams.First(stream => stream.Name == entry.Stream);
        var sent = Enumerable.Range(0, plan.Partitions[stream.PhysicalName])
            .Sum(partition => promises.Of(stream.PhysicalName, partition).Sum(batch => batch.Values.Count));
        entry.Read.ShouldBe(sent, name);
    }

    /// <summary>Every record that was acknowledged stands where it was said to, once, in log and table, and nothing else does.</summary>
    private async Task CheckRaw(StreamDefinition stream, TableReader reader)
    {
        var expected = new List<string>();
        var block = new RecordBlock();
        foreach (var partition in _logs[stream.PhysicalName].Partitions)
        {
            var found = new Dictionary<long, string>();
            for (var position = partition.Start; partition.Read(block, position, 1 << 16) > 0; position = block.Next)
            {
                for (var record = 0; record < block.Count; record++)
                {
                    found.Add(block.Offsets[record], Encoding.UTF8.GetString(block.Value(record)));
                    expected.Add($"{partition.Number}|{block.Offsets[record]}|{Convert.ToHexString(block.Value(record))}");
                }
            }

            var batches = promises.Of(stream.PhysicalName, partition.Number);
            batches.ShouldAllBe(batch => batch.Offset != null);
            foreach (var batch in batches)
            {
                for (var i = 0; i < batch.Values.Count; i++)
                {
                    found.GetValueOrDefault(batch.Offset!.Value + i).ShouldBe(batch.Values[i]);
                }
            }

            found.Count.ShouldBe(batches.Sum(batch => batch.Values.Count));
        }

        expected.Sort(StringComparer.Ordinal);
        (await reader.Rows($"raw.{stream.PhysicalName}", "_partition, _position, hex(_value)")).ShouldBe(expected);
        var rejected = ledger.First(entry => entry.Name == $"raw.{stream.PhysicalName}").Rejected;
        (await reader.Rows($"raw.{stream.Name}__rejected")).Count.ShouldBe((int)rejected);
    }

    /// <summary>One pipeline has fed the table, and each alert that of alerts, each epoch once and in order.</summary>
    private static async Task CheckCommits(string table, TableReader reader)
    {
        var commits = (await reader.History(table)).Where(commit => commit.Application is not null).ToList();
        foreach (var pipeline in commits.GroupBy(commit => commit.Application![..commit.Application!.LastIndexOf('/')]))
        {
            pipeline.Select(commit => commit.Application).Distinct().Count().ShouldBe(1, table);
            pipeline.Select(commit => commit.Epoch!.Value)
                .ShouldBe([.. pipeline.Select(commit => commit.Epoch!.Value).Distinct().Order()], customMessage: table);
        }
    }

    private TableReader Reader(LocalObjectStore objects) =>
        new(new(objects, LakeCatalog.FolderOf, scratch, machine.Scheduler.Time), objects, scratch);
}
