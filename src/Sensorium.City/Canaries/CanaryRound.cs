using Sensorium.City.Pipelines;
using Sensorium.City.Streams;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Streams;

namespace Sensorium.City.Canaries;

/// <summary>Sends a canary into every partition and follows each by the positions of the pipelines that read it.</summary>
/// <param name="limit">How long a canary may take.</param>
/// <param name="asksForCommit">Whether tables are asked to commit when every pipeline has read the canaries; else they do when it is
/// due.</param>
internal sealed class CanaryRound(StreamLogs logs, CityPipelines pipelines, IScheduler scheduler, TimeSpan limit, bool asksForCommit)
{
    /// <summary>Between two looks at the positions; a round that nobody waits for looks less often.</summary>
    private readonly TimeSpan _look = TimeSpan.FromMilliseconds(asksForCommit ? 5 : 50);

    private readonly long _began = scheduler.Time.GetTimestamp();
    private Task? _commit;

    private double Elapsed => Math.Round(scheduler.Time.GetElapsedTime(_began).TotalMilliseconds, 1);

    public async Task<CanaryReport> Run(long number, CancellationToken cancellation)
    {
        var at = scheduler.Time.GetUtcNow();
        var sendings = logs.All.SelectMany(log => log.Partitions.Select(partition => Send(log, partition.Number, number))).ToList();
        var sent = await Task.WhenAll(sendings);
        var probes = sent
            .Where(canary => canary.Offset is not null)
            .SelectMany(canary => pipelines.All
                .Where(pipeline => pipeline.Streams.Contains(canary.Stream))
                .Select(pipeline => new Probe(pipeline, canary.Stream, canary.Partition, Position.FromOffset(canary.Offset!.Value))))
            .ToList();
        while (true)
        {
            foreach (var probe in probes)
            {
                Look(probe);
            }

            if (probes.TrueForAll(probe => probe.IsDone) || scheduler.Time.GetElapsedTime(_began) >= limit)
            {
                break;
            }

            if (asksForCommit && _commit is null && probes.TrueForAll(probe => probe.Read is not null || probe.Pipeline.Fault is not null))
            {
                _commit = pipelines.Flush();
            }

            await Task.Delay(_look, scheduler.Time, cancellation);
        }

        // A commit that fails shows as a hop that was not passed.
        await (_commit ?? Task.CompletedTask)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return new(
            at,
            [.. sent.Select(canary => new CanaryPath(
                canary.Stream, canary.Partition, canary.Accepted, canary.Refusal?.Message, (canary.Refusal as SensoriumException)?.Fix,
                [.. probes.Where(probe => probe.Stream == canary.Stream && probe.Partition == canary.Partition).Select(Hop)]))],
            [.. pipelines.Refused.Select(
                error => new CanaryHop(
                    "a statement of the city does not run", null, null, $"{error.Message} ({error.Code})", IsBroken: true, error.Fix))]);
    }

    private async Task<(string Stream, int Partition, long? Offset, double? Accepted, Exception? Refusal)> Send(
        StreamLog log, int partition, long number)
    {
        try
        {
            var result = await log.AppendCanary(partition, number);
            return result.IsDurable
                ? (log.Stream, partition, result.FirstOffset, Elapsed, null)
                : (log.Stream, partition, null, null, result.Refusal);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever keeps the log from taking records, this canary is what tells of it.
            return (log.Stream, partition, null, null, error);
        }
    }

    private void Look(Probe probe)
    {
        foreach (var partition in probe.Pipeline.Partitions)
        {
            if (partition.Partition != probe.Partition || partition.Stream != probe.Stream)
            {
                continue;
            }

            probe.First ??= partition.Live;
            probe.Last = partition.Live;
            probe.Read ??= partition.Live > probe.Canary ? Elapsed : null;
            probe.Committed ??= partition.Committed > probe.Canary ? Elapsed : null;
        }
    }

    private CanaryHop Hop(Probe probe)
    {
        if (probe.Committed is not null)
        {
            return new(probe.Pipeline.Id, probe.Read, probe.Committed);
        }

        var hop = new CanaryHop(probe.Pipeline.Id, probe.Read, null, IsBroken: true);
        var stands = $"nothing moved for {limit.TotalSeconds:0.#} s";
        const string restart = "stop the city and start it again; it goes on from where it was. Please report what it printed.";
        return probe switch
        {
            { Pipeline.Fault: SensoriumException fault } => hop with { Trouble = $"{fault.Message} ({fault.Code})", Fix = fault.Fix },
            { Pipeline.Fault: { } fault } => hop with { Trouble = fault.Message, Fix = restart },
            { Read: not null } => hop with { Trouble = $"its table takes no commit: {stands}", Fix = restart },
            { First: { } first, Last: { } last } when last > first => hop with
            {
                Trouble = $"is behind by {probe.Canary.ToOffset() - last.ToOffset():N0} records, and reads on", IsBroken = false,
            },
            _ => hop with { Trouble = $"reads nothing: {stands}", Fix = restart },
        };
    }

    /// <summary>One canary as one pipeline meets it.</summary>
    private sealed class Probe(PipelineSupervisor pipeline, string stream, int partition, Position canary)
    {
        public PipelineSupervisor Pipeline => pipeline;

        public string Stream => stream;

        public int Partition => partition;

        public Position Canary => canary;

        public Position? First { get; set; }

        public Position? Last { get; set; }

        public double? Read { get; set; }

        public double? Committed { get; set; }

        /// <summary>A pipeline that stands still is not waited for.</summary>
        public bool IsDone => Committed is not null || Pipeline.Fault is not null;
    }
}
