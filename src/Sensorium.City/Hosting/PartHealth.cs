namespace Sensorium.City.Hosting;

/// <param name="Note">What it does, or why it is not healthy, in a few words.</param>
internal sealed record PartHealth(bool IsHealthy, string Note)
{
    /// <summary>Whether the city can neither take nor show records while the part is so.</summary>
    public bool CannotServe { get; init; }

    /// <summary>Of the error that is the reason; null where the part is healthy, or the reason has none.</summary>
    public string? Code { get; init; }
}
