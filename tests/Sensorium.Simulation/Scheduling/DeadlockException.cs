namespace Sensorium.Simulation.Scheduling;

/// <summary>Nothing can go on: no activity is ready and no timer is set, or none brings the main activity further.</summary>
public sealed class DeadlockException(string message) : Exception(message);
