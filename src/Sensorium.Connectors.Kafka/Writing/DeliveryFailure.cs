using Sensorium.Connectors.Kafka.Native;

namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>A record that the broker did not acknowledge.</summary>
/// <param name="Tag">As given to <see cref="RecordSender.TrySend"/>.</param>
internal readonly record struct DeliveryFailure(long Tag, string Topic, KafkaCode Code, string Text)
{
    /// <summary>Whether the record itself is at fault, so that retrying cannot help.</summary>
    public bool IsRefusal => Code is KafkaCode.MessageTooLarge or KafkaCode.RecordListTooLarge or KafkaCode.InvalidTimestamp
        or KafkaCode.InvalidRecord or KafkaCode.InvalidMessage or KafkaCode.PolicyViolation;
}
