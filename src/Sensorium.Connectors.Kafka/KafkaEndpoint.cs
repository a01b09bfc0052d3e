using System.Net;

namespace Sensorium.Connectors.Kafka;

/// <summary>
/// A cluster, and a topic of it where the address names one:
/// <c>kafka://HOST:PORT[,HOST:PORT]/TOPIC?tls=on&amp;sasl=scram-sha-512&amp;user=U&amp;password=${env:P}</c>. Without TLS all hosts must be
/// loopback addresses.
/// </summary>
/// <param name="Brokers">Bootstrap brokers, each <c>host:port</c>.</param>
/// <param name="Topic">Null where the address names only the cluster.</param>
/// <param name="Tls">Whether connections are encrypted and the brokers' certificates checked.</param>
/// <param name="CaFile">PEM file of the authorities that sign the brokers' certificates; null for the system's.</param>
/// <param name="Sasl">Null where the brokers do not ask who calls.</param>
/// <param name="Start">Null where the address does not say.</param>
public sealed record KafkaEndpoint(
    IReadOnlyList<string> Brokers, string? Topic, bool Tls, string? CaFile, KafkaSasl? Sasl, KafkaStart? Start)
{
    public const string Scheme = "kafka://";

    /// <summary>Taken where an address gives no port.</summary>
    public const int DefaultPort = 9092;

    /// <summary>The brokers as one text, for messages.</summary>
    public string Cluster => string.Join(',', Brokers);

    /// <summary>The topic; to be asked for only where there must be one.</summary>
    public string RequiredTopic => Topic ?? throw KafkaFaults.Address(ToString(), "it names no topic", $"write {Scheme}{Cluster}/TOPIC.");

    public static bool IsKafka(string address) => address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address.</summary>
    /// <param name="resolve">Gives the value of <c>${env:NAME}</c> or <c>${file:PATH}</c>, or throws.</param>
    /// <exception cref="Core.SensoriumException">SN4501 where it is no address of Kafka, SN4502 where it would be plain text beyond this
    /// machine, SN1007 where the password stands in it.</exception>
    public static KafkaEndpoint Parse(string address, Func<string, string> resolve) => new KafkaAddressReader(address, resolve).Read();

    /// <summary>Whether a host can only be this machine.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>The address without anything secret.</summary>
    public override string ToString() => $"{Scheme}{Cluster}{(Topic is null ? "" : "/" + Topic)}";
}
