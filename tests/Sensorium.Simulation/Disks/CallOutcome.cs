namespace Sensorium.Simulation.Disks;

public enum CallOutcome
{
    Success,
    Fail,
    Kill,
}
