namespace Sensorium.Tests.RealInput;

public sealed class LedgerFormatTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_ledger_of_each_pipeline_and_stream_has_its_fields_and_balances()
    {
        var csv = NpmData.PathOf("seattle-weather.csv");
        var ledger = await _bench.Run(
            """
            CREATE STREAM a (day DATE FROM 'date', rain DOUBLE FROM 'precipitation' CHECK (rain < 40), weather VARCHAR) WITH (format = 'csv');
            CREATE STREAM b (day DATE FROM 'date', rain DOUBLE FROM 'precipitation', weather INT) WITH (format = 'csv');
            CREATE TABLE wet AS SELECT day, rain FROM a WHERE rain > 0;
            CREATE TABLE both_streams AS SELECT day, rain FROM a WHERE weather = 'snow' UNION ALL SELECT day, rain FROM b;
            """, "--input", $"a={csv}", "--input", $"b={csv}");

        ledger.AsObject().Select(member => member.Key).ShouldBe(["streams", "pipelines", "balanced"], ignoreOrder: true);
        ledger["streams"]!.AsArray().ShouldBeEmpty("files have no log");
        var entries = ledger["pipelines"]!.AsArray().Select(entry => entry!).ToList();
        entries.Select(entry => ((string)entry["name"]!, (string)entry["stream"]!)).ShouldBe(
            [("processed.wet", "a"), ("processed.both_streams", "a"), ("processed.both_streams", "b")]);
        foreach (var entry in entries)
        {
            entry.AsObject().Select(member => member.Key).ShouldBe(
                ["name", "stream", "read", "stored", "filtered", "rejected", "late", "duplicate", "inFlight", "waiting", "causes",
                    "controls", "passed", "partlyLate", "conflicts", "duplicateKeys"], ignoreOrder: true);
            entry.Count("read").ShouldBe(1_461);
            entry.Count("read").ShouldBe(new[] { "stored", "filtered", "rejected", "late", "duplicate", "inFlight" }.Sum(entry.Count));
            foreach (var fate in new[] { "filtered", "rejected" })
            {
                entry["causes"]!.AsArray().Where(cause => (string)cause!["fate"]! == fate).Sum(cause => cause!.Count("count"))
                    .ShouldBe(entry.Count(fate));
            }
        }

        entries[2].Causes().ShouldBe(new Dictionary<string, long> { ["weather is not a number"] = 1_461 });
        (entries[0].Count("stored") + entries[1].Count("stored")).ShouldBe(_bench.Count("wet") + _bench.Count("both_streams"));
    }

    [Fact]
    public async Task The_text_says_the_same_as_the_JSON()
    {
        var csv = NpmData.PathOf("seattle-weather.csv");
        const string sql = """
            CREATE STREAM a (day DATE FROM 'date', rain DOUBLE FROM 'precipitation' CHECK (rain < 40)) WITH (format = 'csv');
            CREATE TABLE wet AS SELECT day, rain FROM a WHERE rain > 0;
            """;
        var json = (await _bench.Run(sql, "--input", $"a={csv}")).Of("wet");
        var lines = (await _bench.TryRun(sql, "--input", $"a={csv}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines[^1].ShouldBe("balanced");
        lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..].Select(cell => cell.Replace(",", "", StringComparison.Ordinal))
            .ShouldBe(
            new[] { "read", "stored", "filtered", "rejected", "late", "duplicate", "inFlight", "waiting" }.Select(
                field => json.Count(field).ToString()));
        foreach (var cause in json["causes"]!.AsArray().Select(cause => cause!))
        {
            lines.ShouldContain(
                $"  processed.wet: {cause.Count("count"):N0} {(string)cause["fate"]!}: {(string)cause["file"]!}:{(int)cause["line"]!}: "
                    + $"{(string)cause["text"]!}");
        }
    }
}
