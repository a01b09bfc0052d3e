using System.Text;

namespace Sensorium.Tests.RealInput;

/// <summary>
/// Records of many megabytes beside small ones: all of them in the tables, also where one is larger than a stream would take.
/// </summary>
[Trait("Category", "Slow")]
public sealed class GiantRecordTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Records_of_16_and_66_megabytes_are_in_the_table_and_in_the_raw_one()
    {
        var random = new Random(20261201);
        var text = new StringBuilder();
        int[] megabytes = [16, 0, 16, 66, 0, 16, 16];
        foreach (var size in megabytes)
        {
            var bytes = new byte[(size * 500_000) + 5];
            random.NextBytes(bytes);
            text.Append($$"""{"k":{{size}},"text":"{{Convert.ToHexStringLower(bytes)}}"}""").Append('\n');
        }

        await _bench.Run(
            """
            CREATE STREAM s (k BIGINT, text VARCHAR) WITH (format = 'json');
            CREATE TABLE t AS SELECT k, text FROM s;
            """,
            "--input", $"s={_bench.Write("s.ndjson", text.ToString())}", "--raw");
        _bench.Rows("SELECT count(*), sum(length(text)) FROM {t}")[0].ShouldBe(["7", $"{megabytes.Sum(size => (size * 1_000_000L) + 10)}"]);
        _bench.Rows("SELECT k, sha256(text) FROM {t} ORDER BY ALL").ShouldBe(_bench.Rows(
            $"SELECT CAST(json_extract_string(decode(_value), '$.k') AS BIGINT), sha256(json_extract_string(decode(_value), '$.text')) "
                + $"FROM {DeltaFiles.Relation(Path.Combine(_bench.Output, "raw", "s"))} ORDER BY ALL"));
    }
}
