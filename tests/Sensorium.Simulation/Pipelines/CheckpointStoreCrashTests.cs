using Sensorium.Engine.Checkpoints;
using Sensorium.Simulation.Disks;

namespace Sensorium.Simulation.Pipelines;

/// <summary>A pipeline's checkpoints on a disk that fails and loses what is not durable.</summary>
public sealed class CheckpointStoreCrashTests
{
    private const string Folder = "data/checkpoints/processed.t";

    [Fact]
    public void A_saved_checkpoint_stands_after_a_power_cut()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var disk = new SimulatedDisk(seed);
            Open(disk).Save([new("epoch", [1])]);
            disk.PowerCut();
            Open(disk).Sections["epoch"].ShouldBe([1]);
        }
    }

    [Fact]
    public void What_was_loaded_once_stands_after_a_power_cut_whenever_its_writer_was_killed_or_failed()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            for (var call = 1; call < 12; call++)
            {
                var disk = new SimulatedDisk(seed);
                var store = Open(disk);
                store.Save([new("epoch", [1])]);
                disk.Faults = call % 2 == 0 ? new() { KillAtChange = call / 2, PowerCut = false } : new() { FailAtCall = (call / 2) + 1 };
                try
                {
                    store.Save([new("epoch", [2])]);
                }
                catch (Exception error) when (error is IOException or ProcessKilledException)
                {
                    // The next owner takes over.
                }

                disk.Faults = FaultPlan.None;
                var loaded = Open(disk).Sections["epoch"];
                disk.PowerCut();
                Open(disk).Sections["epoch"].ShouldBe(loaded, $"seed {seed}, call {call}");
            }
        }
    }

    private static CheckpointStore Open(SimulatedDisk disk)
    {
        var store = new CheckpointStore(disk, Folder, "plan");
        store.Load();
        return store;
    }
}
