namespace Sensorium.Simulation.Disks;

/// <summary>A line of the product that changes the disk.</summary>
/// <param name="Name">Type, member and line, the nearest caller outside Core, and the call.</param>
/// <param name="Calls">How often it was reached.</param>
/// <param name="Kills">How often the process died there.</param>
public readonly record struct CallSite(string Name, long Calls, long Kills);
