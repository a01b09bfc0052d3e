using Sensorium.City.Pipelines;
using Sensorium.Core;
using Sensorium.Streams;

namespace Sensorium.City.Tests.Pipelines;

public sealed class LedgerReportTests
{
    private static readonly LedgerEntry _entry = new(
        "processed.t", "s", Read: 1000, Stored: 900, Filtered: 50, Rejected: 20, Late: 10, Duplicate: 5, InFlight: 15, Waiting: 3,
        [new(Fate.Rejected, "t.sql", 7, "CHECK (value < 60)", 20)])
    {
        Controls = 2,
        Passed = 1002,
        PartlyLate = 4,
        Conflicts = 1,
        DuplicateKeys = 6,
    };

    [Fact]
    public void It_goes_over_the_socket_unchanged()
    {
        var partition = new PartitionLedger(12, 10, 1, 1, 8, 2, 2, 10, 4096, DateTimeOffset.UnixEpoch);
        var report = new LedgerReport([new StreamLedger("s", [partition])], [_entry]);

        var again = LedgerReport.FromJson(System.Text.Json.Nodes.JsonNode.Parse(report.ToJson().ToJsonString())!);

        again.Streams[0].Partitions.ShouldBe([partition]);
        again.Pipelines[0].Causes.ShouldBe(_entry.Causes);
        again.Pipelines[0].ShouldBe(_entry with { Causes = again.Pipelines[0].Causes });
        again.IsBalanced.ShouldBeTrue();
    }

    [Fact]
    public void It_names_file_and_line_of_every_cause()
    {
        var text = new StringWriter();
        new LedgerReport([], [_entry]).Write(text);

        text.ToString().ShouldContain("processed.t: 20 rejected: t.sql:7: CHECK (value < 60)");
        text.ToString().ShouldContain("balanced");
    }

    [Fact]
    public void A_record_without_a_fate_is_told()
    {
        var text = new StringWriter();
        var report = new LedgerReport([], [_entry with { Stored = 899 }]);
        report.Write(text);

        report.IsBalanced.ShouldBeFalse();
        text.ToString().ShouldContain("NOT BALANCED");
    }
}
