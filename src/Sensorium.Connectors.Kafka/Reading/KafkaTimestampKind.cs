namespace Sensorium.Connectors.Kafka.Reading;

/// <summary>Who wrote a record's timestamp.</summary>
public enum KafkaTimestampKind
{
    None = 0,

    /// <summary>The producer.</summary>
    Create = 1,

    /// <summary>The broker, when it appended the record.</summary>
    LogAppend = 2,
}
