using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Execution;

public sealed class ReferenceSwitchTests : IDisposable
{
    private const string High = "CREATE TABLE high AS SELECT t.device, t.value, l.high FROM t JOIN thresholds AS l ON l.kind = "
        + "'temperature' WHERE t.value > l.high;";
    private const string Tens = """
        CREATE TABLE tens AS SELECT window_start, j.high, count(*) AS readings
        FROM TUMBLE(TABLE joined, DESCRIPTOR(at), INTERVAL '10' SECOND) AS j GROUP BY window_start, window_end, j.high;
        """;

    private const string Joined =
        "CREATE VIEW joined AS SELECT t.device, t.at, l.high FROM t JOIN thresholds AS l ON l.kind = 'temperature';";
    private const string At20 = "kind,low,high\ntemperature,5,20\n";
    private const string At30 = "kind,low,high\ntemperature,,30.5\n";

    private readonly PipelineCity _city = new(partitions: 2) { References = { ["thresholds"] = At20 } };

    public void Dispose() => _city.Dispose();

    [Fact]
    public void What_is_read_after_a_switch_is_joined_with_the_new_version()
    {
        var pipeline = _city.Start(High);
        Append(0, 25, 31);
        _city.Advance(1);
        pipeline.Switch(PipelineCity.Reference("thresholds", At30));
        Append(2, 25, 31);
        _city.Advance(1);
        _city.Stop();
        _city.Tables.Rows("processed.high").ShouldBe(["a|25|20", "a|31|20", "a|31|30.5"]);
    }

    [Fact]
    public void A_start_after_the_file_was_edited_goes_on_with_what_it_says_now()
    {
        _city.Start(High);
        Append(0, 25);
        _city.Advance(1);
        _city.Stop();
        _city.References["thresholds"] = At30;
        var pipeline = _city.Start(High);
        Append(2, 25, 31);
        _city.Advance(1);
        _city.Stop();
        pipeline.Fault.ShouldBeNull();
        _city.Tables.Rows("processed.high").ShouldBe(["a|25|20", "a|31|30.5"]);
        Recorded("processed.high").Select(known => known.Positions[0].Position.ToOffset()).ShouldBe([0, 1]);
    }

    [Fact]
    public void A_switch_that_no_checkpoint_holds_is_made_where_the_checkpoint_stands()
    {
        var pipeline = _city.Start(High);
        Append(0, 25);
        _city.Advance(1);
        pipeline.Switch(PipelineCity.Reference("thresholds", At30));
        Append(2, 31);
        _city.Advance(1);
        _city.Abort();
        _city.References["thresholds"] = At30;
        _city.Start(High);
        _city.Advance(1);
        _city.Stop();
        _city.Tables.Rows("processed.high").ShouldBe(["a|25|20", "a|31|30.5"]);
        Recorded("processed.high").Select(known => known.Positions[0].Position.ToOffset()).ShouldBe([0, 1]);
    }

    [Fact]
    public void A_replay_joins_every_record_with_the_version_that_the_city_did()
    {
        var pipeline = _city.Start(Joined + Tens);
        for (var second = 0; second < 40; second++)
        {
            _city.Log.Append(second % 2, PipelineCity.Event("a", 1, second));
            _city.Advance(1);
            if (second is 13 or 14 or 27)
            {
                pipeline.Switch(PipelineCity.Reference("thresholds", second == 14 ? At20 : At30));
            }

            if (second == 20)
            {
                _city.Abort();
                _city.References["thresholds"] = At20;
                pipeline = _city.Start(Joined + Tens);
            }
        }

        _city.Stop();
        var rows = _city.Tables.Rows("processed.tens");
        rows.Count.ShouldBeGreaterThan(3);
        var recorded = Recorded("processed.tens");
        recorded.Count.ShouldBe(4);

        var versions = new[] { At20, At30 }.Select(csv => PipelineCity.Reference("thresholds", csv))
            .ToDictionary(version => version.Fingerprint);
        _city.Tables = new();
        _city.Options = _city.Options with
        {
            Checkpoints = _city.Options.Checkpoints + "-replayed", ReferenceHistory = _ => recorded,
            ReferenceVersion = known => versions[known.Fingerprint],
        };
        _city.References["thresholds"] = At30;
        _city.Start(Joined + Tens);
        _city.Advance(5);
        _city.Stop();
        _city.Tables.Rows("processed.tens").ShouldBe(rows);
        Recorded("processed.tens").Select(Told).ShouldBe(recorded.Select(Told));
    }

    [Fact]
    public void After_very_many_switches_a_pipeline_says_that_it_has_forgotten()
    {
        var pipeline = _city.Start(High);
        ReferenceTable[] versions = [PipelineCity.Reference("thresholds", At20), PipelineCity.Reference("thresholds", At30)];
        for (var i = 1; i <= PipelineReferences.MostKept; i++)
        {
            pipeline.Switch(versions[i % 2]);
            _city.Advance(0.05);
        }

        Append(0, 25, 31);
        _city.Advance(1);
        _city.Stop();
        _city.Tables.Rows("processed.high").ShouldBe(["a|25|20", "a|31|20"]);
        Should.Throw<SensoriumException>(() => Recorded("processed.high")).Code.ShouldBe("SN4014");
        _city.Start(High);
        Append(2, 25);
        _city.Advance(1);
        _city.Stop();
        _city.Tables.Rows("processed.high").Count.ShouldBe(3);
    }

    [Fact]
    public void A_version_with_other_columns_is_refused_and_the_old_one_stays()
    {
        var pipeline = _city.Start(High);
        Should.Throw<SensoriumException>(() => pipeline.Switch(PipelineCity.Reference("thresholds", "kind,low\ntemperature,5\n"))).Code
            .ShouldBe("SN4012");
        Should.Throw<SensoriumException>(
            () => pipeline.Switch(PipelineCity.Reference("thresholds", "kind,low,high\ntemperature,5,much\n"))).Code.ShouldBe("SN4012");
        pipeline.Switch(PipelineCity.Reference("others", "a\n1\n"));
        Append(0, 25);
        _city.Advance(1);
        _city.Tables.Rows("processed.high").ShouldBe(["a|25|20"]);
    }

    [Fact]
    public void Versions_are_kept_by_what_they_hold()
    {
        using var folder = new TemporaryFolder();
        var versions = new ReferenceVersions(new LocalFileSystem(folder.Path), "kept");
        File.WriteAllText(Path.Combine(folder.Path, "thresholds.csv"), At20);
        var first = versions.Keep("thresholds", "thresholds.csv");
        File.WriteAllText(Path.Combine(folder.Path, "thresholds.csv"), At30);
        versions.Keep("thresholds", "thresholds.csv").Fingerprint.ShouldNotBe(first.Fingerprint);
        RowText.All(versions.Load("thresholds", first.Fingerprint).Rows).ShouldBe(["temperature|5|20"]);
        File.WriteAllText(Path.Combine(folder.Path, "kept", $"thresholds-{first.Fingerprint}.csv"), At30);
        Should.Throw<SensoriumException>(() => versions.Load("thresholds", first.Fingerprint)).Code.ShouldBe("SN4013");
        Should.Throw<SensoriumException>(() => versions.Load("places", first.Fingerprint)).Code.ShouldBe("SN4013");
    }

    private static string Told(ReferenceSwitch known) => $"{known.Table} {known.Fingerprint} {string.Join(" ", known.Positions)}";

    private IReadOnlyList<ReferenceSwitch> Recorded(string pipeline) =>
        ReferenceSwitch.Recorded(new LocalFileSystem(), Path.Combine(_city.Options.Checkpoints, pipeline));

    private void Append(double second, params double[] values) =>
        _city.Log.Append(0, [.. values.Select((value, i) => PipelineCity.Event("a", value, second + i))]);
}
