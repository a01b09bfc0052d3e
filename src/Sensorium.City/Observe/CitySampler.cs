using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Sensorium.City.Observe;

/// <summary>
/// Which traces are kept: of requests that are part of somebody's trace, those that he keeps; of others a share; of the city's own work
/// all, since it is little.
/// </summary>
/// <param name="share">From 0 to 1.</param>
internal sealed class CitySampler(double share) : Sampler
{
    private readonly TraceIdRatioBasedSampler _share = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        return parent.TraceId != default
            ? new((parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? SamplingDecision.RecordAndSample : SamplingDecision.Drop)
            : samplingParameters.Kind == ActivityKind.Server
                ? _share.ShouldSample(samplingParameters)
                : new(SamplingDecision.RecordAndSample);
    }
}
