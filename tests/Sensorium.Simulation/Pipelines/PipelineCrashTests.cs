using System.Globalization;
using System.Reflection;
using Sensorium.Core.Files;
using Sensorium.Engine.Execution;
using Sensorium.Lake.Delta;
using Sensorium.Simulation.Disks;
using Sensorium.Streams;
using Xunit.Abstractions;

namespace Sensorium.Simulation.Pipelines;

/// <summary>
/// Log, pipelines and lake together, through lives that end anywhere: killed, cut off from power, with failing calls and a full disk.
/// </summary>
/// <remarks>
/// SENSORIUM_TEST_LONG=1 runs a thousand seeds. A seed that fails is named; SENSORIUM_SIMULATION_SEED=7 runs it again alone, with the
/// last lines of what it did, and SENSORIUM_SIMULATION_SEED=7-40 runs some.
/// </remarks>
public sealed class PipelineCrashTests(ITestOutputHelper output)
{
    public const string OneSeed = "SENSORIUM_SIMULATION_SEED";
    public const string Strikes = "SENSORIUM_SIMULATION_STRIKES";

    private static readonly Assembly[] _assemblies =
    [
        typeof(DurableFiles).Assembly, typeof(StreamLog).Assembly, typeof(PipelineSupervisor).Assembly, typeof(DeltaTableStore).Assembly
    ];

    private static readonly Dictionary<string, string> _exempt = new(StringComparer.Ordinal)
    {
        ["Segment.Acquire Create"] = "a segment is opened as it stands, whichever of two modes it is opened in",
        ["SegmentStore.CutBack DeleteFile"] = "the log's own runs come there: here a segment's first sync fails where the log is made",
        ["SegmentStore.CutBack SyncDirectory"] = "the same",
        ["SegmentStore.SetAside DeleteFile"] = "the log's own runs come there: here compressed frames fill too few segments",
        ["DurableFiles.Replace Open"] = "the mode is its caller's: runs come to it by the name of the mode",
        ["Partition.OffsetAt Read"] = "finds a page's moment in the log, and promises nothing",
        ["FileSource..ctor Open"] = "reads the files of a run, which make no promise before the end",
        ["FileStreamView.Read Read"] = "the same",
        ["FileText..ctor Read"] = "the same",
        ["FileText.Read Read"] = "the same",
        ["ReferenceTables.Load List"] = "reads the city's folder before anything runs",
        ["LakeCatalog.First > LocalObjectStore.Walk"] = "looks for the tables' names when somebody asks",
    };

    [Fact]
    [Trait("Category", "Slow")]
    public void Every_record_is_in_every_table_exactly_once_wherever_the_machine_dies()
    {
        if (Environment.GetEnvironmentVariable(OneSeed) is { } one)
        {
            Run(one, Environment.GetEnvironmentVariable(Strikes)?.Split(';').Select(Strike.Parse).ToList());
            return;
        }

        var seeds = Environment.GetEnvironmentVariable("SENSORIUM_TEST_LONG") == "1" ? 1_000 : 20;
        var coverage = new Coverage(output);
        var removed = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            var run = new CityRun(seed);
            coverage.Add(run.Run());
            removed += run.Removed;
        }

        output.WriteLine($"Retention took {removed} segments.");
        coverage.StrikeTheRest((seed, strikes) => new CityRun(seed, strikes).Run());
        coverage.Require(PortCalls.Of(_assemblies), _exempt);
    }

    [Theory]
    [InlineData(17)]
    public void A_seed_runs_the_same_each_time(int seed)
    {
        var (first, second) = (new CityRun(seed), new CityRun(seed));
        first.Run();
        second.Run();
        (second.Steps, second.Calls).ShouldBe((first.Steps, first.Calls));
        second.Sites.All.ShouldBe(first.Sites.All);
    }

    private void Run(string seeds, IReadOnlyCollection<Strike>? strikes)
    {
        var ends = seeds.Split('-').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture)).ToArray();
        var coverage = new Coverage(output);
        for (var seed = ends[0]; seed <= ends[^1]; seed++)
        {
            coverage.Add(new CityRun(seed, strikes).Run());
        }

        coverage.Tell(PortCalls.Of(_assemblies), _exempt);
    }
}
