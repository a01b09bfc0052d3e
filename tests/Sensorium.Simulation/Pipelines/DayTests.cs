using Sensorium.Engine.Expressions;
using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Engine.Execution;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;
using Sensorium.Streams;
using Xunit.Abstractions;

namespace Sensorium.Simulation.Pipelines;

/// <summary>A simulated day of a city at its default commit interval, through log, pipelines and lake.</summary>
public sealed class DayTests(ITestOutputHelper output) : IDisposable
{
    private const int Epochs = 2_880;
    private const int MostFiles = 300;
    private const string Stream = "temp_stream";
    private const string Log = "data/streams/temp_stream";
    private const string Raw = "raw.temp_stream";
    private const string Windows = "processed.by_quarter_minute";
    private const string Sql = """
        CREATE STREAM temperature (
          device_id  VARCHAR NOT NULL,
          value      DOUBLE,
          event_time TIMESTAMP FROM 'timestamp',
          WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
        ) WITH (stream = 'temp_stream', idle = '30 s');
        CREATE TABLE by_quarter_minute PARTITIONED BY (day) AS
        SELECT window_start, CAST(window_start AS DATE) AS day, device_id, count(*) AS readings, avg(value) AS mean
        FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '15' SECOND) GROUP BY window_start, window_end, device_id;
        """;

    private readonly TemporaryFolder _scratch = new();
    private readonly CityProgram _program =
        new SqlCompiler(BuiltInFunctions.Catalog).Compile([new("day.sql", Sql)], new Dictionary<string, ReferenceTable>()).Program!;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void A_day_of_epochs_never_leaves_many_files_and_equals_a_straight_run()
    {
        using var machine = new SimulatedMachine(20260101, outside: _scratch.Path);
        machine.Disk.NamesPlaces = false;
        machine.Run(() => Live(machine));
        machine.Run(() => Check(machine));
    }

    /// <summary>
    /// Until the day has had all its epochs: each begins when the one before it is committed, so it takes a little longer.
    /// </summary>
    private async Task Live(SimulatedMachine machine)
    {
        var (disk, scheduler) = (machine.Disk, machine.Scheduler);
        var log = StreamLog.Open(disk, scheduler, Log, Stream, new() { PartitionCount = 2 });
        using var objects = new LocalObjectStore(disk, "data/lake");
        using var tables = new DeltaTableStore(objects, LakeCatalog.FolderOf, _scratch.Path, scheduler.Time);
        var options = new SupervisorOptions
        {
            Checkpoints = "data/checkpoints",
            CheckpointInterval = TimeSpan.FromSeconds(10),
            Poll = TimeSpan.FromSeconds(1),
        };
        var input = new PipelineInput(_program.Streams[0], log);
        var raw = PipelineSupervisor.RawOf(
            input, tables, disk, scheduler, options, async (partition, kind, value) => await log.AppendHeartbeat(partition, kind, value));
        var windows = PipelineSupervisor.Of((TablePipeline)_program.Pipelines[0], [input], tables, disk, scheduler, options);
        using var stopRaw = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        var (keeping, counting) = (Start(raw, stopRaw), Start(windows, stop));
        await Send(machine, log);
        stopRaw.Cancel();
        await keeping;
        stop.Cancel();
        await counting;
        (raw.Fault ?? windows.Fault).ShouldBeNull();
        await log.DisposeAsync();

        Task Start(PipelineSupervisor pipeline, CancellationTokenSource end) =>
            scheduler.Start(pipeline.Id, _ => pipeline.Run(end.Token, CancellationToken.None), CancellationToken.None);
    }

    private static async Task Send(SimulatedMachine machine, StreamLog log)
    {
        var (random, time) = (new Random(1), machine.Scheduler.Time);
        var begin = time.GetUtcNow();
        for (var batch = 0; time.GetUtcNow() - begin < TimeSpan.FromHours(24.1); batch++)
        {
            var records = new RecordBatch();
            for (var i = 0; i < 3; i++)
            {
                var at = time.GetUtcNow().AddMilliseconds(-random.Next(2_500));
                records.Add(Encoding.UTF8.GetBytes(FormattableString.Invariant(
                    $"{{\"device_id\":\"d{random.Next(3)}\",\"value\":{random.NextDouble()},\"timestamp\":\"{at:yyyy-MM-ddTHH:mm:ss.fffZ}\"}}")));
            }

            (await log.Append(new(batch % 2, records))).IsDurable.ShouldBeTrue();
            await Task.Delay(TimeSpan.FromSeconds(7), time);
            if (batch % 500 == 0)
            {
                machine.Disk.SyncAllNames();
            }
        }
    }

    private async Task Check(SimulatedMachine machine)
    {
        var (disk, scheduler) = (machine.Disk, machine.Scheduler);
        var input = new PipelineInput(_program.Streams[0], StreamLog.OpenReadOnly(disk, scheduler, Log, Stream));
        using var straightObjects = new LocalObjectStore(disk, "straight/lake");
        using var straight = new DeltaTableStore(straightObjects, LakeCatalog.FolderOf, _scratch.Path, scheduler.Time);
        var options = new SupervisorOptions { Checkpoints = "straight/checkpoints", CommitInterval = TimeSpan.FromDays(2) };
        foreach (var pipeline in new[]
        {
            PipelineSupervisor.RawOf(input, straight, disk, scheduler, options, appendHeartbeat: null),
            PipelineSupervisor.Of((TablePipeline)_program.Pipelines[0], [input], straight, disk, scheduler, options),
        })
        {
            await pipeline.Run(CancellationToken.None, CancellationToken.None);
            pipeline.Fault.ShouldBeNull();
        }

        using var objects = new LocalObjectStore(disk, "data/lake");
        using var lake = new DeltaTableStore(objects, LakeCatalog.FolderOf, _scratch.Path, scheduler.Time);
        using var reader = new TableReader(lake, objects, _scratch.Path);
        using var straightReader = new TableReader(straight, straightObjects, _scratch.Path);
        foreach (var table in new[] { Raw, Windows, $"{Windows}__late" })
        {
            var (epochs, most, merges, files) = Follow(disk, $"data/lake/{LakeCatalog.FolderOf(table)}/_delta_log");
            output.WriteLine($"{table}: {epochs} epochs, {merges} merges, at most {most} files, {files} in the end");
            most.ShouldBeLessThanOrEqualTo(MostFiles, table);
            if (table is Raw or Windows)
            {
                epochs.ShouldBeGreaterThanOrEqualTo(Epochs, table);
                (await lake.Snapshot(table))!.Files.Count.ShouldBe(files);
            }

            var rows = await reader.Rows(table);
            rows.ShouldNotBeEmpty(table);
            rows.ShouldBe(await straightReader.Rows(table), table);
        }
    }

    /// <summary>Goes through all versions of a table.</summary>
    private static (int Epochs, int Most, int Merges, int Files) Follow(IFileSystem disk, string log)
    {
        var files = new HashSet<string>();
        var (epochs, most, merges) = (0, 0, 0);
        foreach (var commit in disk.List(log).Where(entry => entry.Name.EndsWith(".json", StringComparison.Ordinal)))
        {
            foreach (var line in Encoding.UTF8.GetString(DurableFiles.Read(disk, $"{log}/{commit.Name}"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var action = JsonNode.Parse(line)!;
                epochs += action["txn"] is null ? 0 : 1;
                merges += (string?)action["commitInfo"]?["operation"] == "OPTIMIZE" ? 1 : 0;
                if (action["add"] is { } added)
                {
                    files.Add((string)added["path"]!);
                }

                if (action["remove"] is { } removed)
                {
                    files.Remove((string)removed["path"]!).ShouldBeTrue();
                }
            }

            most = Math.Max(most, files.Count);
        }

        return (epochs, most, merges, files.Count);
    }
}
