namespace Sensorium.Simulation.Disks;

/// <summary>What a seed's lives have come to, under the strikes that they were given.</summary>
/// <param name="Unreached">Strikes whose sites no life came to.</param>
public sealed record SeedRun(int Seed, IReadOnlyCollection<Strike> Strikes, CallSites Sites, IReadOnlyCollection<Strike> Unreached);
