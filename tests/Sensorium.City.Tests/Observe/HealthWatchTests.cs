using System.Collections;
using Microsoft.Extensions.Time.Testing;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.City.Observe;
using Sensorium.City.Settings;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Tests.Observe;

public sealed class HealthWatchTests
{
    [Fact]
    public async Task A_part_that_falls_ill_and_is_well_again_is_told_once_each()
    {
        using var folder = new TemporaryFolder();
        folder.Write("city.json", """{ "format": 1, "name": "Lund" }""");
        var time = new FakeTimeProvider();
        var scheduler = new ThreadScheduler(time);
        var lines = new List<LogLine>();
        var log = new Log(lines.Add, time);
        var host = new CityHost(
            CityFolder.Open(folder.Path, new SettingInputs("dev", [], new Hashtable())), new(folder.Path), scheduler, _ => { });
        var part = new Part();
        host.Add(part);
        using var watch = new HealthWatch(host, log, scheduler);
        await watch.Start(default);

        Pass();
        part.Health = new(false, "the disk is full (SN3009)") { Code = "SN3009" };
        Pass();
        part.Health = new(false, "the disk is full, still (SN3009)") { Code = "SN3009" };
        Pass();
        part.Health = new(false, "it is damaged") { Code = "SN3002", CannotServe = true };
        Pass();
        part.Health = new(true, "7 streams");
        Pass();
        await watch.Stop(default);

        lines.Select(line => $"{line.Level} {line.Part} {line.Code} {line.Message}").ShouldBe(
        [
            "Warning streams SN3009 the disk is full (SN3009)",
            "Error streams SN3002 cannot serve: it is damaged",
            "Info streams  is well again: 7 streams",
        ]);

        void Pass()
        {
            var asked = part.Asked;
            for (var looks = 0; looks < 1000 && part.Asked < asked + 2; looks++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                Thread.Sleep(5);
            }
        }
    }

    private sealed class Part : ICityPart
    {
        private int _asked;
        private volatile PartHealth _health = new(true, "well");

        public int Asked => Volatile.Read(ref _asked);

        public string Name => "streams";

        public PartHealth Health
        {
            get
            {
                Interlocked.Increment(ref _asked);
                return _health;
            }

            set => _health = value;
        }

        public Task Start(CancellationToken cancellation) => Task.CompletedTask;

        public Task Stop(CancellationToken deadline) => Task.CompletedTask;
    }
}
