namespace Sensorium.Connectors.Kafka.Tests;

/// <summary>A test against a real broker.</summary>
internal sealed class KafkaFactAttribute : FactAttribute
{
    public KafkaFactAttribute()
    {
        if (!KafkaTools.AreThere)
        {
            Skip = $"needs {KafkaTools.Wanted} (or an Apache Kafka at KAFKA_HOME)";
        }
    }
}
