namespace Sensorium.Connectors.Kafka.Tests;

/// <summary>A theory against a real broker.</summary>
internal sealed class KafkaTheoryAttribute : TheoryAttribute
{
    public KafkaTheoryAttribute()
    {
        if (!KafkaTools.AreThere)
        {
            Skip = $"needs {KafkaTools.Wanted} (or an Apache Kafka at KAFKA_HOME)";
        }
    }
}
