namespace Sensorium.City.Canaries;

/// <summary>A canary's way through one pipeline.</summary>
/// <param name="Pipeline">Its id.</param>
/// <param name="Read">Milliseconds after the sending until the pipeline had read beyond it; null where it has not.</param>
/// <param name="Committed">The same until what was before it was committed.</param>
/// <param name="Trouble">Why it has not passed; null where it has.</param>
/// <param name="IsBroken">Whether the pipeline stands still; else it is only behind.</param>
/// <param name="Fix">What to do about a broken hop.</param>
internal sealed record CanaryHop(
    string Pipeline, double? Read, double? Committed, string? Trouble = null, bool IsBroken = false, string? Fix = null);
