using Sensorium.Engine.Expressions;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>
/// Streams in memory, tables in memory, checkpoints in a folder and a clock that the test moves: all on the test's own thread.
/// </summary>
internal sealed class PipelineCity : IDisposable
{
    private const string Streams = """
        CREATE STREAM t (
          device VARCHAR NOT NULL,
          value  DOUBLE CHECK (value < 100),
          at     TIMESTAMP,
          WATERMARK FOR at AS at - INTERVAL '2' SECOND
        ) WITH (stream = 'temp_stream', idle = '10 s');

        CREATE STREAM u (
          device VARCHAR NOT NULL,
          value  DOUBLE,
          at     TIMESTAMP,
          WATERMARK FOR at AS at - INTERVAL '2' SECOND
        ) WITH (stream = 'other_stream', idle = '10 s');

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly InlineScheduler _scheduler;
    private readonly List<(CancellationTokenSource Stop, CancellationTokenSource Abort, Task Running)> _running = [];
    private int _identities;

    public PipelineCity(int partitions = 1, int otherPartitions = 1)
    {
        Clock = new(Time);
        _scheduler = new(Clock);
        Log = new("temp_stream", partitions, Clock);
        Other = new("other_stream", otherPartitions, Clock);
        Options = new()
        {
            Checkpoints = Path.Combine(_folder.Path, "checkpoints"),
            CommitInterval = TimeSpan.FromSeconds(30),
            NewIdentity = () => $"identity-{++_identities}",
        };
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    /// <summary>What the machine shows, which is <see cref="Time"/> unless it is wrong.</summary>
    public SkewedTime Clock { get; }

    public MemoryLog Log { get; }

    public MemoryLog Other { get; }

    public MemoryTableStore Tables { get; set; } = new();

    /// <summary>Reference tables of what is started next, as CSV by name.</summary>
    public Dictionary<string, string> References { get; } = [];

    public SupervisorOptions Options { get; set; }

    public long BytesOfCheckpoints =>
        new DirectoryInfo(Options.Checkpoints).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <param name="second">Of the event time, after 12:00:00.</param>
    public static string Event(string device, double value, double second) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"device":"{{device}}","value":{{value:R}},"at":"{{new DateTime(2026, 5, 4, 12, 0, 0).AddSeconds(second):yyyy-MM-ddTHH:mm:ss.fffZ}}"}""");

    /// <summary>Starts the pipeline of a statement; it stands still in its first pause when this returns.</summary>
    public PipelineSupervisor Start(string sql)
    {
        var program = Compile(sql);
        var inputs = program.Streams.Select(stream => new PipelineInput(stream, stream.Name == "t" ? Log : Other)).ToList();
        return Start(
            PipelineSupervisor.Of(
                program.Pipelines.OfType<TablePipeline>().Single(), inputs, Tables, new LocalFileSystem(), _scheduler, Options));
    }

    /// <summary>Starts the pipeline that keeps the records of <c>t</c> and marks its idle partitions.</summary>
    public PipelineSupervisor StartRaw(string stream = "t")
    {
        var definition = Compile("").Streams.Single(candidate => candidate.Name == stream);
        var log = stream == "t" ? Log : Other;
        return Start(
            PipelineSupervisor.RawOf(new(definition, log), Tables, new LocalFileSystem(), _scheduler, Options, log.AppendHeartbeat));
    }

    public void Advance(double seconds)
    {
        StayOnThisThread();
        var end = Time.GetUtcNow().AddSeconds(seconds);
        while (Time.GetUtcNow() < end)
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Lets all pipelines commit what they have and end.</summary>
    public void Stop()
    {
        foreach (var (stop, _, _) in _running)
        {
            stop.Cancel();
        }

        Join();
    }

    /// <summary>Ends all pipelines at once, as a kill would.</summary>
    public void Abort()
    {
        foreach (var (_, abort, _) in _running)
        {
            abort.Cancel();
        }

        Join();
    }

    public void Dispose()
    {
        Abort();
        _folder.Dispose();
    }

    /// <summary>With the test framework's context continuations would come on its threads.</summary>
    private static void StayOnThisThread() => SynchronizationContext.SetSynchronizationContext(null);

    /// <summary>A version of a reference table.</summary>
    public static ReferenceTable Reference(string name, string csv) =>
        ReferenceTables.Parse(name, $"{name}.csv", Encoding.UTF8.GetBytes(csv));

    private CityProgram Compile(string sql)
    {
        var compiled = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [new("city.sql", Streams + sql)],
            References.ToDictionary(reference => reference.Key, reference => Reference(reference.Key, reference.Value)));
        compiled.Diagnostics.ShouldBeEmpty();
        return compiled.Program!;
    }

    private PipelineSupervisor Start(PipelineSupervisor pipeline)
    {
        StayOnThisThread();
        var (stop, abort) = (new CancellationTokenSource(), new CancellationTokenSource());
        _running.Add((stop, abort, pipeline.Run(stop.Token, abort.Token)));
        return pipeline;
    }

    private void Join()
    {
        foreach (var (_, _, running) in _running)
        {
            running.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        }

        _running.Clear();
    }
}
