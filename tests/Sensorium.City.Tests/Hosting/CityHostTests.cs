using System.Collections;
using Sensorium.City;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.City.Pipelines;
using Sensorium.City.Settings;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Tests.Hosting;

public sealed class CityHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _trace = [];
    private readonly List<string> _said = [];

    [Fact]
    public async Task Parts_start_in_order_and_stop_in_reverse()
    {
        using var end = new CancellationTokenSource();
        var host = Host();
        host.Add(new TracedPart("first", _trace));
        host.Add(new TracedPart("second", _trace));

        await host.Run(end.Cancel, end.Token);

        _trace.ShouldBe(["first starts", "second starts", "second stops", "first stops"]);
        _said.ShouldHaveSingleItem().ShouldStartWith("stopped in");
    }

    [Fact]
    public async Task A_part_that_cannot_start_ends_the_others_in_order()
    {
        var host = Host();
        host.Add(new TracedPart("first", _trace));
        host.Add(new TracedPart("second", _trace) { Fails = true });
        host.Add(new TracedPart("third", _trace));

        await Should.ThrowAsync<InvalidOperationException>(() => host.Run(() => _trace.Add("up"), default));

        _trace.ShouldBe(["first starts", "second starts", "second stops", "first stops"]);
    }

    [Fact]
    public async Task A_stop_request_is_answered_and_ends_the_city()
    {
        var host = Host();
        var asked = new TaskCompletionSource();

        var running = host.Run(asked.SetResult, default);
        await asked.Task;
        (await ControlClient.Ask(host.Data, new() { ["do"] = "stop" }, default)).IsRunning.ShouldBeTrue();
        await running;

        (await ControlClient.Ask(host.Data, new() { ["do"] = "status" }, default)).IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task Status_is_healthy_only_when_every_part_is()
    {
        using var end = new CancellationTokenSource();
        var host = Host();
        var part = new TracedPart("first", _trace);
        host.Add(part);
        var states = new List<bool>();

        await host.Run(
            () =>
            {
                states.Add(host.Status()["healthy"]!.GetValue<bool>());
                part.Health = new(false, "it hurts");
                states.Add(host.Status()["healthy"]!.GetValue<bool>());
                end.Cancel();
            },
            end.Token);

        states.ShouldBe([true, false]);
        host.Status()["parts"]![0]!["note"]!.GetValue<string>().ShouldBe("it hurts");
    }

    [Fact]
    public async Task A_city_appends_what_its_devices_send_and_its_ledger_balances()
    {
        _folder.Write("devices.json", """
            { "interval": 0.01, "devices": [{ "id": "temp_sensor_001", "type": "temperature", "stream": "temp_stream" }] }
            """);
        var scheduler = new ThreadScheduler();
        var host = CityAssembly.Build(
            City(),
            new DataFolder(_folder.Path),
            scheduler,
            new Log(line => _said.Add(line.Message), scheduler.Time),
            [],
            new Hashtable(),
            null);
        using var end = new CancellationTokenSource();
        var up = new TaskCompletionSource();
        var running = host.Run(up.SetResult, end.Token);
        await up.Task;

        LedgerReport report;
        do
        {
            var (_, answer) = await ControlClient.Ask(host.Data, new() { ["do"] = "ledger" }, default);
            report = LedgerReport.FromJson(answer!);
        }
        while (report.Streams.ShouldHaveSingleItem().Appended == 0);

        await end.CancelAsync();
        await running;
        report.IsBalanced.ShouldBeTrue();
        report.Streams[0].Stream.ShouldBe("temp_stream");
    }

    public void Dispose() => _folder.Dispose();

    private CityHost Host() => new(City(), new DataFolder(_folder.Path), new ThreadScheduler(), _said.Add);

    private CityFolder City()
    {
        _folder.Write("city.json", """{ "format": 1, "name": "Lund", "web": { "port": 0 } }""");
        return CityFolder.Open(_folder.Path, new SettingInputs("dev", [], new Hashtable()));
    }

    private sealed class TracedPart(string name, List<string> trace) : ICityPart
    {
        public bool Fails { get; init; }

        public string Name => name;

        public PartHealth Health { get; set; } = new(true, "well");

        public Task Start(CancellationToken cancellation)
        {
            trace.Add($"{name} starts");
            return Fails ? throw new InvalidOperationException("cannot") : Task.CompletedTask;
        }

        public Task Stop(CancellationToken deadline)
        {
            trace.Add($"{name} stops");
            return Task.CompletedTask;
        }
    }
}
