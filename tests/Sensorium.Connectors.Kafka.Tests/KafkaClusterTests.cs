using Sensorium.Core;
using Sensorium.Connectors.Kafka.Tests.Reading;

namespace Sensorium.Connectors.Kafka.Tests;

[Collection(KafkaCollection.Name)]
public sealed class KafkaClusterTests(KafkaBroker broker)
{
    [KafkaTheory]
    [InlineData("tls")]
    [InlineData("scram-sha-256")]
    [InlineData("scram-sha-512")]
    [InlineData("plain")]
    [InlineData("scram-sha-512 without TLS")]
    public async Task Records_are_read_over_every_listener(string how)
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "hello");
        using var open = new OpenTopic(Parse(how switch
        {
            "tls" => $"{broker.TlsAddress}/{topic}?ca={broker.CaFile}",
            "scram-sha-512 without TLS" => $"{broker.SaslPlainTextAddress}/{topic}?sasl=scram-sha-512&user=city&password=${{env:P}}",
            _ => $"{broker.SaslTlsAddress}/{topic}?ca={broker.CaFile}&sasl={how}&user=city&password=${{env:P}}",
        }));

        (await open.ReadAll()).Select(record => record.Value).ShouldBe(["hello"]);
    }

    [KafkaTheory]
    [InlineData("scram-sha-512")]
    [InlineData("plain")]
    public void A_wrong_password_is_told_at_once_and_not_repeated(string mechanism)
    {
        var fault = Fault($"{broker.SaslTlsAddress}/t?ca={broker.CaFile}&sasl={mechanism}&user=city&password=${{env:P}}", "battery staple");

        fault.Code.ShouldBe("SN4504");
        fault.Message.ShouldContain("city");
        fault.ToString().ShouldNotContain("battery staple");
    }

    [KafkaFact]
    public void A_certificate_of_an_unknown_authority_is_refused()
    {
        Fault($"{broker.TlsAddress}/t?ca={broker.OtherCaFile}").Code.ShouldBe("SN4505");
        Fault($"{broker.TlsAddress}/t?tls=on").Code.ShouldBe("SN4505");
    }

    [KafkaFact]
    public void A_broker_that_sends_its_clients_to_another_machine_in_plain_text_is_not_followed()
    {
        var fault = Fault($"{broker.FarAddress}/t");

        fault.Code.ShouldBe("SN4502");
        fault.Message.ShouldContain("192.0.2.1:9092");
    }

    [Fact]
    public void Nobody_there_is_told_at_once()
    {
        var fault = Fault("127.0.0.1:1/t");

        fault.Code.ShouldBe("SN4503");
        fault.Message.ShouldContain("refused");
    }

    [KafkaFact]
    public async Task One_broker_of_the_address_is_enough()
    {
        var topic = await broker.NewTopic();
        for (var i = 0; i < 5; i++)
        {
            // Which one is tried first is up to chance.
            using var cluster = new KafkaCluster(Parse($"127.0.0.1:1,{broker.Address},127.0.0.1:2/{topic}"), (_, _) => { });
            cluster.Describe(topic).Partitions.ShouldBe(1);
        }
    }

    [KafkaFact]
    public void A_listener_that_speaks_something_else_is_told()
    {
        // TLS to the plain listener, and plain text to the one with TLS.
        Fault($"{broker.Address}/t?ca={broker.CaFile}").Code.ShouldBe("SN4505");
        Fault($"{broker.TlsAddress}/t").Fix.ShouldContain("tls=on");
    }

    [KafkaFact]
    public async Task A_misspelt_topic_is_guessed()
    {
        await broker.Create("temperatures-of-today");
        using var cluster = new KafkaCluster(broker.Endpoint(), (_, _) => { });

        var fault = Should.Throw<SensoriumException>(() => cluster.Describe("temperature-of-today"));

        fault.Code.ShouldBe("SN4506");
        fault.Fix.ShouldContain("'temperatures-of-today'");
    }

    [KafkaFact]
    public async Task Topics_are_made_and_described()
    {
        using var cluster = new KafkaCluster(broker.Endpoint(), (_, _) => { });
        var name = $"made-{Guid.NewGuid():N}";

        cluster.Find(name).ShouldBeNull();
        cluster.Create(name, partitions: 4, settings: [new("cleanup.policy", "compact")]).ShouldBeTrue();
        await KafkaBroker.Until(() => cluster.Find(name) is not null, "it is there");
        cluster.Create(name, partitions: 4).ShouldBeFalse();

        var topic = cluster.Describe(name);
        topic.Partitions.ShouldBe(4);
        topic.Id.ShouldNotBe(Guid.Empty);
        cluster.Topics().ShouldContain(topic => topic.Name == name && topic.Partitions == 4);
        cluster.Range(name, 3).ShouldBe(new(0, 0));
    }

    [KafkaFact]
    public void A_topic_that_the_broker_does_not_make_is_told_with_its_reason()
    {
        using var cluster = new KafkaCluster(broker.Endpoint(), (_, _) => { });

        var fault = Should.Throw<SensoriumException>(() => cluster.Create($"made-{Guid.NewGuid():N}", partitions: 1, replicas: 3));

        fault.Code.ShouldBe("SN4516");
        fault.Message.ShouldContain("eplication");
    }

    private static SensoriumException Fault(string address, string password = KafkaBroker.Password)
    {
        using var cluster = new KafkaCluster(Parse(address, password), (_, _) => { });
        return Should.Throw<SensoriumException>(() => cluster.Describe("t"));
    }

    private static KafkaEndpoint Parse(string address, string password = KafkaBroker.Password) =>
        KafkaEndpoint.Parse($"kafka://{address}", _ => password);
}
