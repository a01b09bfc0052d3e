namespace Sensorium.City.Canaries;

/// <summary>A canary's way: from the log of one partition through every pipeline that reads it.</summary>
/// <param name="Stream">Physical name.</param>
/// <param name="Accepted">Milliseconds after the sending until it was durable in the log; null where the log did not take it.</param>
/// <param name="Refusal">Why the log did not take it.</param>
/// <param name="Fix">What to do about that.</param>
/// <param name="Hops">One for each pipeline that reads the stream; empty where the log did not take the canary.</param>
internal sealed record CanaryPath(
    string Stream, int Partition, double? Accepted, string? Refusal, string? Fix, IReadOnlyList<CanaryHop> Hops)
{
    public bool HasArrived => Accepted is not null && Hops.All(hop => hop.Trouble is null);
}
