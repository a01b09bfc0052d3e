namespace Sensorium.Connectors.Kafka.Native;

/// <summary>librdkafka's settings for an endpoint.</summary>
internal static class ClientConfig
{
    public static List<KeyValuePair<string, string>> Of(KafkaEndpoint endpoint)
    {
        var settings = new List<KeyValuePair<string, string>>
        {
            new("bootstrap.servers", endpoint.Cluster),
            new("client.id", "sensorium"),
            new("security.protocol", (endpoint.Tls, endpoint.Sasl) switch
            {
                (false, null) => "plaintext",
                (true, null) => "ssl",
                (false, _) => "sasl_plaintext",
                (true, _) => "sasl_ssl",
            }),
            new("socket.keepalive.enable", "true"),
            // A broker that comes back is found within a second.
            new("reconnect.backoff.max.ms", "1000"),
            // What the process does is the city's own affair, also where the cluster asks for it.
            new("enable.metrics.push", "false"),
        };
        if (endpoint.Tls)
        {
            settings.Add(new("ssl.ca.location", endpoint.CaFile ?? "probe"));
        }

        if (endpoint.Sasl is { } sasl)
        {
            settings.Add(new("sasl.mechanism", sasl.Mechanism switch
            {
                KafkaSaslMechanism.ScramSha256 => "SCRAM-SHA-256",
                KafkaSaslMechanism.ScramSha512 => "SCRAM-SHA-512",
                _ => "PLAIN",
            }));
            settings.Add(new("sasl.username", sasl.User));
            settings.Add(new("sasl.password", sasl.Password));
        }

        return settings;
    }
}
