using Sensorium.Core;

namespace Sensorium.Connectors.Kafka.Tests;

public sealed class KafkaEndpointTests
{
    [Fact]
    public void An_address_names_brokers_and_a_topic()
    {
        var endpoint = Parse("kafka://127.0.0.1:9095,localhost/temp_stream?start=2026-01-01T00:00Z");

        endpoint.Brokers.ShouldBe(["127.0.0.1:9095", "localhost:9092"]);
        endpoint.Topic.ShouldBe("temp_stream");
        endpoint.Tls.ShouldBeFalse();
        endpoint.Start.ShouldBe(KafkaStart.At(new(1_767_225_600_000_000)));
    }

    [Fact]
    public void An_address_may_name_the_cluster_alone()
    {
        Parse("kafka://[::1]:9092").Topic.ShouldBeNull();
        Parse("KAFKA://localhost/").Topic.ShouldBeNull();
        Should.Throw<SensoriumException>(() => Parse("kafka://localhost").RequiredTopic).Code.ShouldBe("SN4501");
    }

    [Fact]
    public void A_password_comes_from_where_the_address_says_and_is_never_shown()
    {
        var endpoint = KafkaEndpoint.Parse(
            "kafka://broker.example:9093/t?tls=on&sasl=scram-sha-512&user=city&password=${env:PW}",
            reference => reference == "${env:PW}" ? "s3cret" : "");

        endpoint.Sasl.ShouldBe(new(KafkaSaslMechanism.ScramSha512, "city", "s3cret"));
        endpoint.ToString().ShouldBe("kafka://broker.example:9093/t");
        $"{endpoint.Sasl}".ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("kafka://127.0.0.1/t?sasl=scram-sha-256&user=u&password=s3cret", "SN1007")]
    [InlineData("kafka://u:s3cret@127.0.0.1/t", "SN4501")]
    public void A_password_in_plain_sight_is_refused_and_not_repeated(string address, string code)
    {
        var fault = Should.Throw<SensoriumException>(() => Parse(address));

        fault.Code.ShouldBe(code);
        fault.ToString().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("kafka://broker.example:9092/t", "broker.example:9092")]
    [InlineData("kafka://127.0.0.1,10.0.0.7:9099/t", "10.0.0.7:9099")]
    [InlineData("kafka://0.0.0.0/t?sasl=scram-sha-512&user=u&password=${env:P}", "0.0.0.0:9092")]
    public void Plain_text_beyond_this_machine_is_refused_by_name(string address, string named)
    {
        var fault = Should.Throw<SensoriumException>(() => Parse(address));

        fault.Code.ShouldBe("SN4502");
        fault.Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9092/t", "kafka://")]
    [InlineData("kafka:///t", "no host")]
    [InlineData("kafka://127.0.0.1:0/t", "'0'")]
    [InlineData("kafka://127.0.0.1:99999/t", "'99999'")]
    [InlineData("kafka://a b/t", "'a b'")]
    [InlineData("kafka://127.0.0.1/a/b", "'a/b'")]
    [InlineData("kafka://127.0.0.1/..", "'..'")]
    [InlineData("kafka://127.0.0.1/t?tsl=on", "'tsl'")]
    [InlineData("kafka://127.0.0.1/t?tls=yes", "'yes'")]
    [InlineData("kafka://127.0.0.1/t?tls=on&tls=on", "twice")]
    [InlineData("kafka://127.0.0.1/t?ca=/nowhere/ca.pem", "/nowhere/ca.pem")]
    [InlineData("kafka://127.0.0.1/t?sasl=gssapi&user=u&password=${env:P}", "'gssapi'")]
    [InlineData("kafka://127.0.0.1/t?sasl=plain&user=u&password=${env:P}", "plain text")]
    [InlineData("kafka://127.0.0.1/t?user=u", "no sasl")]
    [InlineData("kafka://127.0.0.1/t?sasl=scram-sha-512", "user and a password")]
    [InlineData("kafka://127.0.0.1/t?start=yesterday", "'yesterday'")]
    public void What_is_no_address_is_refused_with_its_reason(string address, string reason)
    {
        var fault = Should.Throw<SensoriumException>(() => Parse(address));

        fault.Code.ShouldBe("SN4501");
        fault.Message.ShouldContain(reason);
    }

    [Fact]
    public void A_misspelt_option_is_guessed() =>
        Should.Throw<SensoriumException>(() => Parse("kafka://127.0.0.1/t?strat=latest")).Fix.ShouldContain("'start'");

    private static KafkaEndpoint Parse(string address) => KafkaEndpoint.Parse(address, _ => "from elsewhere");
}
