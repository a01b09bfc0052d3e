using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Lake.DuckDb;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.RealInput;

/// <summary>A folder in which the program runs SQL over files, and a DuckDB beside it that computes the same from the raw file.</summary>
internal sealed partial class Bench : IDisposable
{
    private const double Tolerance = 1e-12;

    private readonly TemporaryFolder _folder = new();
    private readonly DuckDatabase _duck = new(new Dictionary<string, string> { ["threads"] = "1" });

    public string Folder => _folder.Path;

    public string Output => Path.Combine(Folder, "out");

    public string Write(string name, string content) => _folder.Write(name, content);

    public string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Runs SQL into <see cref="Output"/> and expects it to do its work.</summary>
    /// <returns>The ledger.</returns>
    public async Task<JsonNode> Run(string sql, params string[] arguments)
    {
        var ran = await TryRun(sql, ["--format", "json", .. arguments]);
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Error.ShouldNotContain("error");
        var ledger = JsonNode.Parse(ran.Output)!;
        ((bool)ledger["balanced"]!).ShouldBeTrue();
        return ledger;
    }

    public Task<Run> TryRun(string sql, params string[] arguments) => CommandLine.Run.Of(
        ["run", Write("run.sql", sql), "--output", Output, "--now", "2026-11-24T00:00:00Z", "--overwrite", .. arguments]);

    /// <summary>Rows as text that DuckDB gives; <c>{table}</c> in the SQL stands for a table of the last run.</summary>
    public IReadOnlyList<string?[]> Rows(string sql) => _duck.Query(Expand(sql)).Rows;

    public long Count(string table) =>
        DeltaFiles.Relation(Path.Combine(Output, table)) is { } rows
            ? long.Parse(_duck.Query($"SELECT count(*) FROM {rows}").Rows[0][0]!, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Both queries give the same rows: DOUBLE within 1e-12 of its size, everything else to the letter.</summary>
    public void ShouldAgree(string ours, string theirs)
    {
        var mine = _duck.Query(Expand(ours));
        var other = _duck.Query(Expand(theirs));
        mine.Types.ShouldBe(other.Types);
        mine.Rows.Count.ShouldBe(other.Rows.Count);
        mine.Rows.Count.ShouldBeGreaterThan(0);
        for (var row = 0; row < mine.Rows.Count; row++)
        {
            for (var column = 0; column < mine.Types.Count; column++)
            {
                var (a, b) = (mine.Rows[row][column], other.Rows[row][column]);
                if (a != b)
                {
                    IsClose(mine.Types[column], a, b).ShouldBeTrue(
                        $"row {row}: {string.Join(", ", mine.Rows[row])}\n  DuckDB: {string.Join(", ", other.Rows[row])}");
                }
            }
        }
    }

    public void Dispose()
    {
        _duck.Dispose();
        _folder.Dispose();
    }

    private static bool IsClose(string type, string? a, string? b) =>
        type == "DOUBLE" && a is not null && b is not null
        && double.Parse(b, CultureInfo.InvariantCulture) is var expected
        && Math.Abs(double.Parse(a, CultureInfo.InvariantCulture) - expected) <= Math.Abs(expected) * Tolerance;

    private string Expand(string sql) => Table().Replace(sql, table => DeltaFiles.Relation(Path.Combine(Output, table.Groups[1].Value))!);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Table();
}
