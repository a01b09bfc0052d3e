namespace Sensorium.Connectors.Kafka;

/// <summary>Takes what the client library has to say. Called from any thread; returns quickly and never throws.</summary>
public delegate void KafkaLog(KafkaLogLevel level, string message);
