using Sensorium.Core.Tables;
using Sensorium.Engine.Execution;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>The rows of a running pipeline that no commit holds yet.</summary>
public sealed class TailTests : IDisposable
{
    private const string Warm = "CREATE TABLE warm AS SELECT device, value FROM t WHERE value > 10;";

    private readonly PipelineCity _city = new();

    public void Dispose() => _city.Dispose();

    [Fact]
    public void A_row_is_in_the_tail_until_its_epoch_is_committed()
    {
        var pipeline = _city.Start(Warm);
        _city.Log.Append(0, PipelineCity.Event("a", 20, 3));
        _city.Advance(0.1);
        var committed = Tail(pipeline);
        (committed.Epoch, Rows(committed), committed.Made).ShouldBe((1, "", 1));

        _city.Log.Append(0, PipelineCity.Event("b", 21, 4));
        _city.Advance(0.1);
        var waiting = Tail(pipeline);
        (waiting.Epoch, Rows(waiting), waiting.Made).ShouldBe((1, "b|21", 2));
        _city.Tables.Applications("processed.warm")[waiting.ApplicationId].ShouldBe(1);

        _city.Log.Append(0, PipelineCity.Event("c", 22, 5));
        _city.Advance(0.1);
        (Rows(waiting), Rows(Tail(pipeline))).ShouldBe(("b|21", "b|21 c|22"), "what was given does not change");
        _city.Advance(30);
        (Tail(pipeline).Epoch, Rows(Tail(pipeline)), Tail(pipeline).Made).ShouldBe((2, "", 3));
        Rows(waiting).ShouldBe("b|21");
    }

    [Fact]
    public void While_a_commit_is_under_way_the_tail_has_the_rows_that_it_stages()
    {
        var pipeline = _city.Start(Warm);
        _city.Log.Append(0, PipelineCity.Event("a", 20, 3));
        _city.Advance(0.1);
        _city.Log.Append(0, PipelineCity.Event("b", 21, 4));
        _city.Advance(0.1);
        TableTail? during = null;
        _city.Tables.BeforeStage = () => during = Tail(pipeline);
        _city.Advance(31);
        during.ShouldNotBeNull();
        (during.Epoch, Rows(during)).ShouldBe((1, "b|21"));
    }

    [Fact]
    public void A_pipeline_that_stands_still_has_no_tail()
    {
        var pipeline = _city.Start(Warm);
        _city.Log.Append(0, PipelineCity.Event("a", 20, 3));
        _city.Advance(0.1);
        _city.Log.Append(0, PipelineCity.Event("b", 21, 4));
        _city.Tables.Failures["Stage"] = 1;
        _city.Advance(30.2);
        pipeline.Tails.ShouldBeEmpty();
        _city.Advance(5);
        pipeline.Fault.ShouldBeNull();
        pipeline.Tails.ShouldNotBeEmpty();
    }

    private static TableTail Tail(PipelineSupervisor pipeline) => pipeline.Tails.Single(tail => tail.Table == "processed.warm");

    private static string Rows(TableTail tail) =>
        string.Join(' ', tail.Rows.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => RowText.Of(batch, row))));
}
