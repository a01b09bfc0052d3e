namespace Sensorium.Simulation.Objects;

/// <summary>How often a store over the network misbehaves; each from 0 to 1, per call.</summary>
/// <param name="Refused">The call fails and did nothing.</param>
/// <param name="Ambiguous">A call that changes something fails although it did its work.</param>
/// <param name="Latency">The longest a call takes; each takes a part of it.</param>
public sealed record ObjectFaults(double Refused = 0, double Ambiguous = 0, TimeSpan Latency = default);
