namespace Sensorium.Simulation.Disks;

/// <summary>A line of the product that uses the disk.</summary>
/// <param name="Name">Type, member and line, the nearest caller outside Core, and the call.</param>
/// <param name="Changes">Whether the call changes the disk, so that a process can die in the middle of it.</param>
/// <param name="Calls">How often it was reached.</param>
/// <param name="Kills">How often the process died there.</param>
/// <param name="Failures">How often the call failed there.</param>
public readonly record struct CallSite(string Name, bool Changes, long Calls, long Kills, long Failures)
{
    public bool WasStruck => Kills + Failures > 0;
}
