namespace Sensorium.Web.Connections;

/// <summary>How a listener's connections are.</summary>
/// <param name="Open">At present.</param>
/// <param name="Limit">The most at once.</param>
/// <param name="GivenUp">Idle ones that made room for others, since the start.</param>
/// <param name="Refused">New ones that found all others at work, since the start.</param>
/// <param name="WasFull">Whether there was no room within the last minute.</param>
public readonly record struct ConnectionCounts(int Open, int Limit, long GivenUp, long Refused, bool WasFull);
