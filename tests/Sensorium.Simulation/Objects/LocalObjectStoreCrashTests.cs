using System.Text;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Simulation.Disks;
using Sensorium.Simulation.Scheduling;

namespace Sensorium.Simulation.Objects;

/// <summary>The local object store killed at every call it makes, over and over on one disk.</summary>
public sealed class LocalObjectStoreCrashTests
{
    [Fact]
    public void An_object_is_whole_and_durable_or_not_there_wherever_the_machine_dies()
    {
        var sites = new CallSites();
        for (var seed = 0; seed < 60; seed++)
        {
            using var machine = new SimulatedMachine(seed, sites);
            var plan = new Random(seed);
            var promised = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var attempted = new SortedDictionary<string, string>(StringComparer.Ordinal);
            for (var life = 0; life < 6; life++)
            {
                machine.Disk.Faults = new() { KillAtChange = plan.Next(1, 40), PowerCut = plan.Next(3) > 0 };
                machine.Run(() => Work(machine.Disk, life, promised, attempted));
                Check(machine, promised, attempted);
            }
        }

        // The copy across devices is not in these runs: a simulated disk is one device.
        sites.NeverKilled.Select(site => site.Name).Where(name => name.Contains(nameof(Work), StringComparison.Ordinal)).ShouldBeEmpty();
        sites.All.Count(site => site.Kills > 0).ShouldBeGreaterThan(15);
    }

    [Fact]
    public void What_a_reader_has_seen_stays_even_if_its_writer_was_killed_before_the_sync()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            for (var kill = 1; kill < 20; kill++)
            {
                using var machine = new SimulatedMachine(seed);
                machine.Disk.Faults = new() { KillAtChange = kill, PowerCut = false };
                machine.Run(async () => await new LocalObjectStore(machine.Disk, "lake").PutIfAbsent("log/0", "commit"u8.ToArray()));

                byte[]? seen = null;
                machine.Run(async () => seen = await new LocalObjectStore(machine.Disk, "lake").Get("log/0"));
                machine.Disk.PowerCut();
                if (seen is not null)
                {
                    machine.Run(async () => (await new LocalObjectStore(machine.Disk, "lake").Get("log/0")).ShouldBe(seen));
                }
            }
        }
    }

    [Fact]
    public void An_ambiguous_put_is_told_apart_by_reading_it_back()
    {
        var (lost, retried) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            using var machine = new SimulatedMachine(seed);
            var faults = new ObjectFaults(Refused: 0.2, Ambiguous: 0.3, TimeSpan.FromSeconds(1));
            machine.Run(async () =>
            {
                var inner = new LocalObjectStore(machine.Disk, "lake");
                var store = new SimulatedObjectStore(inner, machine.Scheduler, faults, seed);
                var won = await Task.WhenAll(PutUntilKnown("one"), PutUntilKnown("two"));
                won.Count(mine => mine).ShouldBe(1);
                Encoding.UTF8.GetString((await inner.Get("log/0"))!).ShouldBe(won[0] ? "one" : "two");

                Task<bool> PutUntilKnown(string text)
                {
                    var result = false;
                    var ended = machine.Scheduler.Start(text, async cancellation =>
                    {
                        for (var known = false; !known; retried++)
                        {
                            try
                            {
                                result = await store.PutIfAbsent("log/0", Encoding.UTF8.GetBytes(text), cancellation)
                                    || Encoding.UTF8.GetString((await store.Get("log/0", cancellation))!) == text;
                                known = true;
                            }
                            catch (IOException)
                            {
                                lost++;
                            }
                        }
                    }, CancellationToken.None);
                    return Await();

                    async Task<bool> Await()
                    {
                        await ended;
                        return result;
                    }
                }
            }).ShouldBe(ProcessEnd.Returned);
        }

        lost.ShouldBeGreaterThan(20);
    }

    private static async Task Work(
        SimulatedDisk disk, int life, SortedDictionary<string, string> promised, SortedDictionary<string, string> attempted)
    {
        using var store = new LocalObjectStore(disk, "data/lake");
        disk.CreateDirectory("data/scratch");
        for (var i = 0; i < 4; i++)
        {
            var text = $"{life}.{i} " + new string('x', 1500);
            var bytes = Encoding.UTF8.GetBytes(text);
            var put = $"t/put-{life}-{i}";
            attempted[put] = text;
            await store.Put(put, bytes);
            promised[put] = text;

            var log = $"t/_delta_log/{life}-{i}.json";
            attempted[log] = text;
            (await store.PutIfAbsent(log, bytes)).ShouldBeTrue();
            promised[log] = text;

            var scratch = $"data/scratch/{life}-{i}";
            using (var file = disk.Open(scratch, FileAccessMode.Create))
            {
                file.Write(bytes, 0);
            }

            var part = $"t/day={life}/{i}.parquet";
            attempted[part] = text;
            await store.TakeOver(scratch, part);
            promised[part] = text;

            var old = promised.Keys.First();
            promised.Remove(old);
            await store.Delete(old);
        }
    }

    private static void Check(
        SimulatedMachine machine, SortedDictionary<string, string> promised, SortedDictionary<string, string> attempted)
    {
        machine.Run(async () =>
        {
            var store = new LocalObjectStore(machine.Disk, "data/lake");
            var listed = new List<string>();
            await foreach (var entry in store.List(""))
            {
                listed.Add(entry.Key);
                Encoding.UTF8.GetString((await store.Get(entry.Key))!).ShouldBe(attempted[entry.Key]);
            }

            promised.Keys.Except(listed).ShouldBeEmpty(machine.Trace.ToString());
        });
    }
}
