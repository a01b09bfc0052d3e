using System.Collections;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Sensorium.Connectors.Kafka.Tests.Commands;

[Collection(KafkaCollection.Name)]
public sealed class KafkaCommandTests(KafkaBroker broker)
{
    [KafkaFact]
    public async Task A_topic_is_created_listed_and_shown()
    {
        var topic = $"made-{Guid.NewGuid():N}";
        var address = $"kafka://{broker.Address}/{topic}";

        var created = await Run.Of("kafka", "topics", address, "--create", "--partitions", "3", "--config", "retention.ms=1000000");
        created.Error.ShouldBe($"created {topic}.\n");
        (await Run.Of("kafka", "topics", address, "--create")).Error.ShouldBe($"{topic} exists already.\n");
        await broker.UntilPartitions(topic, 3);
        broker.Write(topic, 1, "one", "two");

        var list = await Run.Of("kafka", "topics", $"kafka://{broker.Address}");
        list.Lines.ShouldContain(line => line.StartsWith(topic) && line.EndsWith("3 partitions"));
        var shown = JsonNode.Parse((await Run.Of("kafka", "topics", address, "--format", "json")).Output)!;
        ((string)shown["topic"]!).ShouldBe(topic);
        shown["partitions"]!.AsArray().Select(partition => (long)partition!["end"]!).ShouldBe([0, 2, 0]);
    }

    [KafkaFact]
    public async Task Lines_go_in_and_come_out_with_keys_and_headers()
    {
        var topic = await broker.NewTopic(4);
        var address = $"kafka://{broker.Address}/{topic}";
        var lines = Enumerable.Range(0, 200).Select(i => $$"""{"device_id":"d{{i % 9}}","value":{{i}}}""").ToList();

        var produced = await Run.Piped(
            string.Join("\r\n", lines) + "\n\n", "kafka", "produce", address, "--key", "device_id", "--header", "unit=C");
        produced.ExitCode.ShouldBe(0, produced.Error);
        produced.Error.ShouldBe("200 acknowledged, 0 not.\n");

        var consumed = await Run.Of("kafka", "consume", address, "--until-end");
        consumed.ExitCode.ShouldBe(0, consumed.Error);
        consumed.Lines.Order().ShouldBe(lines.Order());
        var one = JsonNode.Parse((await Run.Of("kafka", "consume", address, "--count", "1", "--format", "json")).Output)!;
        ((string)one["headers"]![0]!["name"]!).ShouldBe("unit");
        ((string)one["key"]!).ShouldStartWith("d");
        ((string)JsonNode.Parse((string)one["value"]!)!["device_id"]!).ShouldBe((string)one["key"]!);
    }

    [KafkaFact]
    public async Task Tombstones_are_shown_as_null()
    {
        var topic = await broker.NewTopic();
        using (var producer = broker.Producer())
        {
            await producer.ProduceAsync(topic, new() { Key = "k"u8.ToArray(), Value = null });
        }

        var consumed = await Run.Of("kafka", "consume", $"kafka://{broker.Address}/{topic}", "--until-end", "--format", "json");
        consumed.Output.ShouldContain("\"key\":\"k\"");
        consumed.Output.ShouldContain("\"value\":null");
    }

    [KafkaFact]
    public async Task Reading_starts_where_it_is_told()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "a", "b", "c");
        var address = $"kafka://{broker.Address}/{topic}";

        (await Run.Of("kafka", "consume", address, "--until-end", "--start", "latest")).Lines.ShouldBeEmpty();
        (await Run.Of("kafka", "consume", address, "--until-end", "--start", "2020-01-01T00:00Z")).Lines.ShouldBe(["a", "b", "c"]);
        (await Run.Of("kafka", "consume", address, "--start", "2020-01-01T00:00Z", "--count", "2")).Lines.ShouldBe(["a", "b"]);
        (await Run.Of("kafka", "consume", $"{address}?start=latest", "--until-end")).Lines.ShouldBeEmpty();
    }

    [KafkaFact]
    public async Task A_password_comes_from_a_variable_or_a_file()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "secret");
        var secret = Path.GetTempFileName();
        File.WriteAllText(secret, KafkaBroker.Password + "\n");
        var address = $"kafka://{broker.SaslTlsAddress}/{topic}?ca={broker.CaFile}&sasl=scram-sha-256&user=city&password=";
        try
        {
            var variables = new Hashtable { ["PW"] = KafkaBroker.Password };
            var read = await Run.With("", variables, "kafka", "consume", address + "${env:PW}", "--until-end");
            read.Lines.ShouldBe(["secret"], read.Error);
            (await Run.Of("kafka", "consume", address + $"${{file:{secret}}}", "--until-end")).Lines.ShouldBe(["secret"]);
            (await Run.Of("kafka", "consume", address + "${env:PW}", "--until-end")).Error.ShouldContain("SN1008");
            var plain = await Run.Of("kafka", "consume", address + "swordfish", "--until-end");
            plain.Error.ShouldContain("SN1007");
            plain.Error.ShouldNotContain("swordfish");
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [KafkaFact]
    public async Task What_is_not_there_or_makes_no_sense_is_told_by_name()
    {
        var address = $"kafka://{broker.Address}";

        (await Run.Of("kafka", "consume", $"{address}/no-such-topic", "--until-end")).Error.ShouldContain("SN4506");
        (await Run.Of("kafka", "consume", address, "--until-end")).Error.ShouldContain("SN4501");
        (await Run.Of("kafka", "topics", $"{address}/x", "--partitions", "3")).ExitCode.ShouldBe(2);
        (await Run.Of("kafka", "topics", $"{address}/x", "--create", "--partitions", "0")).ExitCode.ShouldBe(2);
        (await Run.Of("kafka", "consume", $"{address}/x", "--count", "0")).ExitCode.ShouldBe(2);
        (await Run.Piped("x", "kafka", "produce", $"{address}/x", "--header", "no value")).ExitCode.ShouldBe(2);
        (await Run.Piped("x", "kafka", "produce", "kafka://10.1.2.3/x")).Error.ShouldContain("SN4502");
        var nobody = await Run.Piped("x", "kafka", "produce", "kafka://127.0.0.1:1/x");
        nobody.ExitCode.ShouldBe(1);
        nobody.Error.ShouldContain("SN4503");
    }

    [KafkaFact]
    public async Task A_record_that_the_topic_refuses_fails_the_command_with_counts()
    {
        var topic = await broker.NewTopic(1, ("max.message.bytes", "200"));

        var address = $"kafka://{broker.Address}/{topic}";
        var noise = Convert.ToHexString(RandomNumberGenerator.GetBytes(3000));

        var run = await Run.Piped("small\n" + noise, "kafka", "produce", address);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("SN4511");
        run.Error.ShouldContain("acknowledged");
    }
}
