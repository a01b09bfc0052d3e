namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>Where an epoch stands on its way into the topic.</summary>
internal enum EpochStep
{
    /// <summary>The transaction is open, and empty.</summary>
    Begun,

    /// <summary>The client has the rows; the broker may have some.</summary>
    Handed,

    /// <summary>The broker has the rows and the mark.</summary>
    Acknowledged,

    /// <summary>They are committed.</summary>
    Committed,
}
