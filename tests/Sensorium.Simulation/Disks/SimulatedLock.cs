namespace Sensorium.Simulation.Disks;

internal sealed class SimulatedLock(SimulatedDisk disk, DiskFile file) : IDisposable
{
    public void Dispose() => disk.Unlock(file, this);
}
