using Sensorium.Core.Files;

namespace Sensorium.Simulation.Disks;

public sealed class SimulatedDiskTests
{
    private const int Seeds = 300;

    [Fact]
    public void What_was_synced_survives_every_power_cut()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            disk.CreateDirectory("d");
            disk.SyncDirectory(".");
            var file = disk.Open("d/a", FileAccessMode.Create);
            file.Write(Filled(2000, 1), 0);
            file.Sync();
            disk.SyncDirectory("d");
            file.Write(Filled(500, 2), 2000);
            disk.PowerCut();

            Content(disk, "d/a").AsSpan(0, 2000).ToArray().ShouldBe(Filled(2000, 1));
        }
    }

    [Fact]
    public void What_was_not_synced_is_kept_or_lost_or_torn()
    {
        var (kept, lost, cut, holes) = (0, 0, 0, 0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var file = disk.Open("a", FileAccessMode.Create);
            disk.SyncDirectory(".");
            file.Write(Filled(5000, 7), 0);
            disk.PowerCut();

            var content = Content(disk, "a");
            content.ShouldAllBe(value => value == 0 || value == 7);
            kept += content.Length == 5000 && !content.Contains((byte)0) ? 1 : 0;
            lost += content.Length == 0 ? 1 : 0;
            cut += content.Length is > 0 and < 5000 ? 1 : 0;
            holes += content.Contains((byte)0) ? 1 : 0;
        }

        new[] { kept, lost, cut, holes }.ShouldAllBe(count => count > Seeds / 30);
    }

    [Fact]
    public void A_sector_is_never_torn_between_two_writes_in_a_synced_file_of_fixed_length()
    {
        var old = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var file = disk.Open("a", FileAccessMode.Create);
            file.Write(Filled(512, 1), 0);
            file.Sync();
            disk.SyncDirectory(".");
            file.Write(Filled(8, 2), 0);
            file.Write(Filled(8, 3), 100);
            disk.PowerCut();

            var content = Content(disk, "a");
            content.Length.ShouldBe(512);
            if (content[100] == 3)
            {
                content[..8].ShouldBe(Filled(8, 2), "the later write reached the sector without the earlier one");
            }

            old += content.Contains((byte)2) ? 0 : 1;
        }

        old.ShouldBeInRange(1, Seeds - 1);
    }

    [Fact]
    public void A_name_that_was_not_synced_may_be_lost_with_its_synced_content()
    {
        var lost = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            using (var file = disk.Open("a", FileAccessMode.Create))
            {
                file.Write(Filled(10, 1), 0);
                file.Sync();
            }

            disk.PowerCut();
            if (disk.FileExists("a"))
            {
                Content(disk, "a").ShouldBe(Filled(10, 1));
            }
            else
            {
                lost++;
            }
        }

        lost.ShouldBeInRange(1, Seeds - 1);
    }

    [Fact]
    public void A_folder_that_was_not_synced_into_its_parent_may_be_lost_with_all_in_it()
    {
        var lost = Enumerable.Range(0, Seeds).Count(seed =>
        {
            var disk = new SimulatedDisk(seed);
            disk.CreateDirectory("d");
            disk.Open("d/a", FileAccessMode.Create).Dispose();
            disk.SyncDirectory("d");
            disk.PowerCut();
            return !disk.FileExists("d/a");
        });

        lost.ShouldBeInRange(1, Seeds - 1);
    }

    [Fact]
    public void A_rename_is_kept_or_lost_whole()
    {
        var kept = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            disk.CreateDirectory("d");
            WriteSynced(disk, "d/new", 2);
            WriteSynced(disk, "a", 1);
            disk.SyncDirectory("d");
            disk.SyncDirectory(".");
            disk.Rename("d/new", "a");
            disk.PowerCut();

            var moved = Content(disk, "a")[0] == 2;
            disk.FileExists("d/new").ShouldBe(!moved);
            kept += moved ? 1 : 0;
        }

        kept.ShouldBeInRange(1, Seeds - 1);
    }

    [Fact]
    public void A_synced_rename_does_not_let_the_old_name_come_back()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk(seed);
            disk.CreateDirectory("d");
            disk.CreateDirectory("e");
            disk.SyncDirectory(".");
            WriteSynced(disk, "d/a", 1);
            disk.Rename("d/a", "e/a");
            disk.SyncDirectory("e");
            disk.PowerCut();

            disk.FileExists("e/a").ShouldBeTrue();
            disk.FileExists("d/a").ShouldBeFalse();
        }
    }

    [Fact]
    public void A_file_renamed_before_its_content_was_synced_may_be_empty()
    {
        var torn = Enumerable.Range(0, Seeds).Count(seed =>
        {
            var disk = new SimulatedDisk(seed);
            WriteSynced(disk, "a", 1);
            disk.SyncDirectory(".");
            using (var file = disk.Open("new", FileAccessMode.Create))
            {
                file.Write(Filled(1000, 2), 0);
            }

            disk.Rename("new", "a");
            disk.SyncDirectory(".");
            disk.PowerCut();
            return Content(disk, "a").Length == 0;
        });

        torn.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_delete_that_was_not_synced_may_be_undone()
    {
        var back = Enumerable.Range(0, Seeds).Count(seed =>
        {
            var disk = new SimulatedDisk(seed);
            WriteSynced(disk, "a", 1);
            disk.SyncDirectory(".");
            disk.DeleteFile("a");
            disk.PowerCut();
            return disk.FileExists("a");
        });

        back.ShouldBeInRange(1, Seeds - 1);
    }

    [Fact]
    public void A_killed_process_loses_nothing_it_has_written_but_its_locks_and_handles()
    {
        var disk = new SimulatedDisk(seed: 1);
        var file = disk.Open("a", FileAccessMode.Create);
        file.Write(Filled(10, 1), 0);
        disk.TryLock("lock").ShouldNotBeNull();
        disk.EndProcess();

        Content(disk, "a").ShouldBe(Filled(10, 1));
        Should.Throw<ProcessKilledException>(() => file.Write(Filled(1, 1), 0));
        disk.TryLock("lock").ShouldNotBeNull();
    }

    [Fact]
    public void The_process_dies_at_the_change_that_the_plan_names()
    {
        var disk = new SimulatedDisk(seed: 1) { Faults = new() { KillAtChange = 3, PowerCut = false } };
        var file = disk.Open("a", FileAccessMode.Create);
        file.Write(Filled(1, 1), 0);
        Should.Throw<ProcessKilledException>(() => file.Sync());
        disk.Changes.ShouldBe(3);
        disk.Faults.ShouldBe(FaultPlan.None);
    }

    [Fact]
    public void A_killed_write_may_have_been_made_in_part()
    {
        var lengths = Enumerable.Range(0, 50).Select(seed =>
        {
            var disk = new SimulatedDisk(seed);
            var file = disk.Open("a", FileAccessMode.Create);
            disk.Faults = new() { KillAtChange = 1, PowerCut = false };
            Should.Throw<ProcessKilledException>(() => file.Write(Filled(100, 1), 0));
            return Content(disk, "a").Length;
        }).ToArray();

        lengths.ShouldContain(0);
        lengths.ShouldContain(100);
        lengths.ShouldContain(length => length > 0 && length < 100);
    }

    [Fact]
    public void A_failed_sync_loses_writes_that_a_second_sync_does_not_bring_back()
    {
        var lost = Enumerable.Range(0, Seeds).Count(seed =>
        {
            var disk = new SimulatedDisk(seed);
            var file = disk.Open("a", FileAccessMode.Create);
            disk.SyncDirectory(".");
            file.Write(Filled(10, 1), 0);
            disk.Faults = new() { FailAtCall = 1 };
            Should.Throw<IOException>(() => file.Sync());
            file.Sync();
            Content(disk, "a").ShouldBe(Filled(10, 1));
            disk.PowerCut();
            return Content(disk, "a").Length < 10;
        });

        lost.ShouldBeInRange(1, Seeds - 1);
    }

    [Fact]
    public void A_full_disk_takes_what_fits_and_says_so()
    {
        var disk = new SimulatedDisk(seed: 1) { Faults = new() { Capacity = 100 } };
        var file = disk.Open("a", FileAccessMode.Create);
        file.Write(Filled(80, 1), 0);
        file.Write(Filled(80, 2), 0);
        Should.Throw<IOException>(() => file.Write(Filled(40, 3), 80)).HResult.ShouldBe(28);
        file.Length.ShouldBe(100);
    }

    [Fact]
    public void One_seed_gives_one_outcome()
    {
        static byte[] Run(int seed)
        {
            var disk = new SimulatedDisk(seed);
            var file = disk.Open("a", FileAccessMode.Create);
            disk.SyncDirectory(".");
            for (var i = 0; i < 20; i++)
            {
                file.Write(Filled(700, (byte)(i + 1)), i * 600);
            }

            disk.PowerCut();
            return Content(disk, "a");
        }

        for (var seed = 0; seed < 20; seed++)
        {
            Run(seed).ShouldBe(Run(seed));
        }

        Enumerable.Range(0, 20).Select(seed => Convert.ToBase64String(Run(seed))).Distinct().Count().ShouldBeGreaterThan(10);
    }

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static void WriteSynced(SimulatedDisk disk, string path, byte value)
    {
        using var file = disk.Open(path, FileAccessMode.Create);
        file.Write(Filled(10, value), 0);
        file.Sync();
    }

    private static byte[] Content(SimulatedDisk disk, string path)
    {
        using var file = disk.Open(path, FileAccessMode.Read);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }
}
