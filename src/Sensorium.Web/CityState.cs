namespace Sensorium.Web;

/// <summary>The state of a running city. Its functions are called from any thread, often.</summary>
/// <param name="Ledger">Where every record went.</param>
/// <param name="Parts">How each part is.</param>
public sealed record CityState(Func<CityLedger> Ledger, Func<IReadOnlyList<CityPartState>> Parts)
{
    /// <summary>How far a pipeline has come, by its name in the ledger; null where it is not known.</summary>
    public Func<string, PipelineStatus?> StatusOf { get; init; } = _ => null;
}
