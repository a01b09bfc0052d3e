using Sensorium.City.Hosting;
using Sensorium.Core;
using Sensorium.Engine.Execution;

namespace Sensorium.City.Pipelines;

/// <summary>What is wrong with the pipelines of a city, in words.</summary>
internal static class PipelineHealth
{
    /// <summary>A record that waits so long to be read, and a watermark that stands so long while records are read, are told.</summary>
    private static readonly TimeSpan _longestLag = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longestStand = TimeSpan.FromMinutes(5);

    /// <param name="pipelines">That run or try to.</param>
    /// <param name="refused">Why statements do not run.</param>
    public static PartHealth Of(IReadOnlyCollection<PipelineSupervisor> pipelines, IEnumerable<SensoriumException> refused)
    {
        var faults = pipelines.Where(pipeline => pipeline.Fault is not null)
            .Select(pipeline => ($"{pipeline.Id}: {Text(pipeline.Fault!)}", CodeOf(pipeline.Fault!)))
            .Concat(refused.Select(refusal => (Text(refusal), CodeOf(refusal))))
            .Concat(pipelines.SelectMany(Slow))
            .ToList();
        return faults.Count > 0
            ? new(false, string.Join(" ", faults.Select(fault => fault.Item1))) { Code = faults[0].Item2 }
            : new(true, $"{pipelines.Count} pipelines");
    }

    private static string Text(Exception fault) =>
        fault is SensoriumException told ? $"{told.Message} {told.Fix} ({told.Code})" : fault.Message;

    private static string? CodeOf(Exception fault) => (fault as SensoriumException)?.Code;

    /// <summary>A pipeline that runs, and yet shows less than it should.</summary>
    private static IEnumerable<(string, string?)> Slow(PipelineSupervisor pipeline)
    {
        if (pipeline.Fault is not null)
        {
            yield break;
        }

        var progress = pipeline.Progress;
        if (progress.Lag > _longestLag)
        {
            yield return (
                $"{pipeline.Id} is {progress.Lag.TotalSeconds:N0} s behind its streams. "
                + "Take load off the machine, or wait until it has caught up. (SN1072)",
                "SN1072");
        }

        if (progress.WatermarkStood > _longestStand)
        {
            yield return (
                $"{pipeline.Id} reads records, but its watermark has not moved for {progress.WatermarkStood.TotalMinutes:N0} min, "
                + "so that no window closes. See which partition is silent, and whether its stream says idle = 'none'. (SN1073)",
                "SN1073");
        }
    }
}
