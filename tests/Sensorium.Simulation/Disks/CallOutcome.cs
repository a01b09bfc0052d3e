namespace Sensorium.Simulation.Disks;

internal enum CallOutcome
{
    Success,
    Fail,
    Kill,
}
