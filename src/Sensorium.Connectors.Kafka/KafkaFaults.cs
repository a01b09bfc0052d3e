using Sensorium.Connectors.Kafka.Native;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka;

/// <summary>The errors of this connector that a user can act on.</summary>
internal static class KafkaFaults
{
    public static SensoriumException Address(string address, string what, string fix) =>
        new("SN4501", $"{address} is not a Kafka address: {what}.", fix);

    public static SensoriumException PlainText(string broker, string why) => new(
        "SN4502",
        $"records would go to {broker} in plain text, and {why}.",
        "use a listener of the broker that has TLS, and add ?tls=on, or ?ca=FILE where its certificate is signed by your own authority.");

    public static SensoriumException Unreachable(KafkaEndpoint endpoint, string reason)
    {
        var tls = endpoint.Tls ? "" : "; a listener with TLS needs ?tls=on or ?ca=FILE";
        return new(
            "SN4503",
            $"no broker answers at {endpoint.Cluster}: {ClientText.Reason(reason)}.",
            $"check the address, and that the broker runs and listens there{tls}.");
    }

    public static SensoriumException Login(KafkaEndpoint endpoint, string reason) => new(
        "SN4504",
        $"{endpoint.Cluster} does not let {Client(endpoint)} in: {ClientText.Reason(reason)}.",
        "compare user, password and mechanism (sasl=…) of the address with the broker's.");

    public static SensoriumException Encryption(KafkaEndpoint endpoint, string reason) => new(
        "SN4505",
        $"the connection to {endpoint.Cluster} cannot be encrypted: {ClientText.Reason(reason)}.",
        "check that this is the TLS listener, that its certificate names this host, and ?ca=FILE where your own authority signed it.");

    public static SensoriumException NoTopic(KafkaEndpoint endpoint, string topic, IReadOnlyCollection<string> known)
    {
        var guess = Spelling.Nearest(topic, known) is { } near ? $"did you mean '{near}'? Otherwise " : "";
        return new(
            "SN4506",
            $"{endpoint.Cluster} has no topic '{topic}'.",
            $"{guess}create it: sensorium kafka topics {KafkaEndpoint.Scheme}{endpoint.Cluster}/{topic} --create.");
    }

    public static SensoriumException NotAllowed(KafkaEndpoint endpoint, string what, string reason) => new(
        "SN4507",
        $"{Client(endpoint)} may not {what} at {endpoint.Cluster}: {ClientText.Reason(reason)}.",
        "give that user the right with the broker's ACLs.");

    public static SensoriumException Recreated(KafkaEndpoint endpoint, string topic) => new(
        "SN4508",
        $"the topic '{topic}' of {endpoint.Cluster} was deleted and created again: the positions kept belong to the old one.",
        "rebuild what is made from it, so that it is read from its beginning.");

    /// <param name="from">The position wanted.</param>
    /// <param name="first">The first that is kept. Some positions between may never have held a record.</param>
    public static SensoriumException Expired(string topic, int partition, long from, long first) => new(
        "SN4509",
        $"{first - from:N0} positions of topic '{topic}', partition {partition}, were removed before they were read: "
            + $"{from:N0} was next, {first:N0} is the first that the broker keeps.",
        "raise the topic's retention; to go on without those records, rebuild what is made from it.");

    public static SensoriumException Truncated(string topic, int partition, long from, long end) => new(
        "SN4510",
        $"topic '{topic}', partition {partition}, ends at {end:N0}, but was read up to {from:N0}: "
            + "the broker lost records that it had acknowledged.",
        "see the broker's log for an unclean leader election or a lost disk; to go on with what is left, rebuild what is made from it.");

    public static SensoriumException Refused(string topic, string which, string reason) => new(
        "SN4511",
        $"the broker refuses {which} of topic '{topic}': {ClientText.Reason(reason)}.",
        "compare the topic's max.message.bytes, timestamp and cleanup settings with the record.");

    public static SensoriumException TakenOver(string id) => new(
        "SN4512",
        $"another process writes as '{id}' and has taken over.",
        "let one process run this pipeline; end the other, and start again.");

    public static SensoriumException NotAcknowledged(KafkaEndpoint endpoint, long failed, string reason) => new(
        "SN4513",
        $"{failed:N0} records were not acknowledged by {endpoint.Cluster}: {ClientText.Reason(reason)}.",
        "see the broker's log; records without an answer may be there or not.");

    public static SensoriumException Damaged(string topic, int partition, long offset, string reason) => new(
        "SN4514",
        $"topic '{topic}', partition {partition}, cannot be read at {offset:N0}: {ClientText.Reason(reason)}.",
        "see the broker's log; a replica that is whole can be made its leader.");

    public static SensoriumException NotCreated(KafkaEndpoint endpoint, string topic, string reason) => new(
        "SN4516",
        $"{endpoint.Cluster} does not create the topic '{topic}': {ClientText.Reason(reason)}.",
        "give other partitions, replicas or settings.");

    /// <summary>Why a request to the cluster failed.</summary>
    public static SensoriumException Of(KafkaEndpoint endpoint, KafkaCode code, string reason, string doing) => code switch
    {
        KafkaCode.Authentication or KafkaCode.SaslAuthenticationFailed or KafkaCode.UnsupportedSaslMechanism => Login(endpoint, reason),
        KafkaCode.Ssl => Encryption(endpoint, reason),
        KafkaCode.TopicAuthorizationFailed or KafkaCode.GroupAuthorizationFailed or KafkaCode.ClusterAuthorizationFailed
            or KafkaCode.TransactionalIdAuthorizationFailed => NotAllowed(endpoint, doing, reason),
        _ when reason.Contains("SSL", StringComparison.Ordinal) => Encryption(endpoint, reason),
        _ => Unreachable(endpoint, reason),
    };

    private static string Client(KafkaEndpoint endpoint) => endpoint.Sasl?.User ?? "this client";
}
