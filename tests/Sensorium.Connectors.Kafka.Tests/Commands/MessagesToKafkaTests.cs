using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Streams;

namespace Sensorium.Connectors.Kafka.Tests.Commands;

/// <summary><c>simulate</c> and <c>replay</c> into Kafka.</summary>
[Collection(KafkaCollection.Name)]
public sealed partial class MessagesToKafkaTests : IDisposable
{
    private readonly KafkaBroker _broker;
    private readonly TemporaryFolder _folder = new();

    public MessagesToKafkaTests(KafkaBroker broker)
    {
        _broker = broker;
        File.WriteAllText(Path.Combine(_folder.Path, "city.json"), """{ "format": 1 }""");
        File.WriteAllText(Path.Combine(_folder.Path, "devices.json"), """
            { "interval": 0.01, "devices": [
              { "id": "temp_sensor_001", "type": "temperature", "stream": "temp_stream" },
              { "id": "temp_sensor_002", "type": "temperature", "stream": "temp_stream" },
              { "id": "energy_sensor_001", "type": "energy", "stream": "energy_stream" } ] }
            """);
    }

    [KafkaFact]
    public async Task A_fleet_goes_into_a_topic_with_keys_the_mark_and_partitions_as_the_embedded_log_has_them()
    {
        var topic = await _broker.NewTopic(5);

        var run = await Simulate($"kafka://{_broker.Address}/{topic}", "--count", "3000");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("3,000 acknowledged, 0 not.");
        var records = _broker.Read(topic);
        records.Count.ShouldBe(3000);
        records.Select(record => record.Partition.Value)
            .ShouldBe(records.Select(record => KeyPartitioner.PartitionOf(record.Message.Key, 5)));
        records.Select(record => Encoding.UTF8.GetString(record.Message.Key!)).Distinct().Count().ShouldBe(3);
        records.Select(record => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("sensorium-simulated")))
            .Distinct().ShouldBe(["1"]);
        records.ShouldAllBe(record => JsonNode.Parse(Encoding.UTF8.GetString(record.Message.Value!), null, default) is JsonObject);
    }

    [KafkaFact]
    public async Task Without_a_topic_each_stream_has_its_own()
    {
        var run = await Simulate($"kafka://{_broker.Address}", "--count", "300");

        run.ExitCode.ShouldBe(0, run.Error);
        _broker.Read("temp_stream").Count.ShouldBe(200);
        _broker.Read("energy_stream").Count.ShouldBe(100);
    }

    [KafkaFact]
    public async Task One_stream_may_be_chosen()
    {
        var topic = await _broker.NewTopic();

        var run = await Simulate($"kafka://{_broker.Address}/{topic}", "--stream", "energy_stream", "--count", "300");

        run.ExitCode.ShouldBe(0, run.Error);
        _broker.Read(topic).Select(record => Encoding.UTF8.GetString(record.Message.Key!)).Distinct().ShouldBe(["energy_sensor_001"]);
    }

    [KafkaFact]
    public async Task A_file_is_replayed_into_a_topic()
    {
        var topic = await _broker.NewTopic();
        var file = Path.Combine(_folder.Path, "weather.csv");
        File.WriteAllText(file, "time,station,value\n2026-01-01T00:00Z,a,1.5\n2026-01-01T00:01Z,b,2.5\n");

        var run = await Run.Of(
            "replay", file, "--stream", "weather", "--city", _folder.Path, "--set", "streams.weather.key=station",
            "--to", $"kafka://{_broker.Address}/{topic}");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("2 acknowledged, 0 not.");
        var records = _broker.Read(topic);
        records.Select(record => Encoding.UTF8.GetString(record.Message.Key!)).ShouldBe(["a", "b"]);
        records.ShouldAllBe(record => record.Message.Headers.Count == 0);
    }

    [KafkaFact]
    public async Task A_fleet_that_is_asked_to_end_waits_for_what_is_under_way()
    {
        var topic = await _broker.NewTopic(2);
        using var process = Start("simulate", _folder.Path, "--to", $"kafka://{_broker.Address}/{topic}", "--rate", "20000");
        await KafkaBroker.Until(() => _broker.HighWatermark(topic, 0) > 1000, "it runs");

        Kill(process.Id, signal: 15).ShouldBe(0);
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));

        process.ExitCode.ShouldBe(0, said);
        var count = Acknowledged().Match(said).Groups[1].Value;
        var acknowledged = long.Parse(count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        said.ShouldContain(" acknowledged, 0 not.");
        ((long)_broker.Read(topic).Count).ShouldBe(acknowledged);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Run> Simulate(string to, params string[] arguments) =>
        Run.Of(["simulate", _folder.Path, "--to", to, "--start", "2026-01-01T00:00Z", .. arguments]);

    private static Process Start(params string[] arguments)
    {
        string[] all = ["exec", Path.Combine(AppContext.BaseDirectory, "sensorium.dll"), .. arguments];
        return Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardError = true })!;
    }

    [GeneratedRegex(@"([\d,]+) acknowledged")]
    private static partial Regex Acknowledged();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
