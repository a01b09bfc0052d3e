namespace Sensorium.Simulation.Scheduling;

public enum ProcessEnd
{
    /// <summary>Its main activity returned; whatever else ran was stopped with it, as by an exit.</summary>
    Returned,

    Killed,
}
