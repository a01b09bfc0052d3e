using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Execution;

public sealed class AlertEpochTests : IDisposable
{
    private static readonly PipelineDefinition Alert = SqlRun.Compile(
        $"CREATE STREAM s ({TimedRecord.Columns}) WITH (stream = 's', format = 'json');\nCREATE ALERT hot TO city KEY (k) AS SELECT value "
            + $"FROM s WHERE value > 45");

    private static readonly TimedRecord[][] Records =
        [[new("a", 50, 0, ""), new("b", 50, 1, ""), new("a", 40, 2, ""), new("b", 40, 3, "")]];

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryTableStore _tables = new();
    private readonly List<string> _notified = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_are_in_the_table_once_and_handed_on_after()
    {
        var pipeline = PipelineSupervisor.AlertOf(
            (AlertPipeline)Alert,
            Inputs(),
            _tables,
            new LocalFileSystem(_folder.Path),
            new ThreadScheduler(),
            Options(),
            rows => _notified.AddRange(RowText.All(rows)));
        await pipeline.Run(CancellationToken.None, CancellationToken.None);
        pipeline.Fault.ShouldBeNull();
        _tables.Rows("processed.alerts").Count.ShouldBe(4);
        _notified.Order(StringComparer.Ordinal).ShouldBe(_tables.Rows("processed.alerts"));
        _tables.Rows("processed.hot__late").ShouldBeEmpty();

        // What was handed on does not come again with the next start.
        await PipelineSupervisor.AlertOf(
            (AlertPipeline)Alert,
            Inputs(),
            _tables,
            new LocalFileSystem(_folder.Path),
            new ThreadScheduler(),
            Options(),
            rows => _notified.AddRange(RowText.All(rows)))
            .Run(CancellationToken.None, CancellationToken.None);
        _notified.Count.ShouldBe(4);
        _tables.Rows("processed.alerts").Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_could_not_be_handed_on_stays_in_the_checkpoint()
    {
        var epochs = await Open(_ => throw new IOException("the disk is full"));
        for (var read = 1; read > 0;)
        {
            read = await epochs.Run(CancellationToken.None);
        }

        await Should.ThrowAsync<IOException>(() => epochs.Commit(CancellationToken.None));
        _tables.Rows("processed.alerts").Count.ShouldBe(4);

        // The process ends here; the next one finds the rows committed and not handed on.
        epochs = await Open(rows => _notified.AddRange(RowText.All(rows)));
        _notified.Order(StringComparer.Ordinal).ShouldBe(_tables.Rows("processed.alerts"));
        epochs.Checkpoint();
        await Open(_ => throw new InvalidOperationException("there is nothing to hand on"));
        _tables.Rows("processed.alerts").Count.ShouldBe(4);
    }

    [Fact]
    public async Task Open_episodes_go_on_after_a_restart()
    {
        var records = Records[0].Select(record => record.Json).ToArray();
        for (var known = 1; known <= 4; known++)
        {
            var pipeline = PipelineSupervisor.AlertOf(
                (AlertPipeline)Alert,
                Inputs(records[..known]),
                _tables,
                new LocalFileSystem(_folder.Path),
                new ThreadScheduler(),
                Options(),
                rows => _notified.AddRange(RowText.All(rows)));
            await pipeline.Run(CancellationToken.None, CancellationToken.None);
            pipeline.Fault.ShouldBeNull();
            var ledger = pipeline.Ledger.ShouldHaveSingleItem();
            (ledger.Read, ledger.Stored, ledger.IsBalanced).ShouldBe((known, known, true));
        }

        var episodes = _notified.Select(row => row.Split('|')).GroupBy(row => row[0], row => row[1])
            .Select(events => string.Join(' ', events));
        episodes.ShouldBe(["raised cleared", "raised cleared"]);
    }

    [Fact]
    public async Task A_run_over_files_commits_the_alerts_at_its_end()
    {
        var pipeline = await FinitePipeline.Open(Alert, Inputs(), _tables, new ThreadScheduler(), new(SqlRun.Now), CancellationToken.None);
        await pipeline.Run(CancellationToken.None);
        _tables.Rows("processed.alerts").Count.ShouldBe(4);
        pipeline.Ledger().ShouldHaveSingleItem().Stored.ShouldBe(4);
    }

    [Fact]
    public async Task State_beyond_the_budget_stops_the_pipeline_by_name()
    {
        var pipeline = await FinitePipeline.Open(
            Alert, Inputs(), _tables, new ThreadScheduler(), new(SqlRun.Now, StateBudget: 100), CancellationToken.None);
        var error = await Should.ThrowAsync<SensoriumException>(() => pipeline.Run(CancellationToken.None));
        error.Code.ShouldBe("SN4007");
        error.Message.ShouldContain("alert.hot");
    }

    private static PipelineInput[] Inputs(string[]? records = null)
    {
        var stream = PipelineSpec.Of(Alert, keepsRejected: false).Plan.Streams.ShouldHaveSingleItem().Stream;
        return [new(stream, new MemorySource("s", records is null ? TimedRecord.Lines(Records) : [records]))];
    }

    private SupervisorOptions Options() => new() { Checkpoints = Path.Combine(_folder.Path, "checkpoints") };

    private Task<EpochCommitter> Open(Action<Batch> notify) => EpochCommitter.Open(
        PipelineSpec.Of(Alert, keepsRejected: false),
        Inputs(),
        _tables,
        new LocalFileSystem(_folder.Path),
        new ThreadScheduler(),
        Options(),
        notify,
        CancellationToken.None);
}
