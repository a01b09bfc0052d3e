namespace Sensorium.Simulation;

/// <summary>
/// Unwinds a killed process. Under a scheduler nothing sees it before the simulation is disposed, because a killed activity stands
/// still in the call that killed it; a disk used alone throws it from that call.
/// </summary>
public sealed class ProcessKilledException() : Exception("The simulated process was killed.");
