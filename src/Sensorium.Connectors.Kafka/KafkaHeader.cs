using System.Text;

namespace Sensorium.Connectors.Kafka;

/// <summary>A header of records to be written.</summary>
public sealed class KafkaHeader
{
    /// <param name="value">Null for a null value, which Kafka has beside the empty one.</param>
    public KafkaHeader(string name, byte[]? value)
    {
        // Pinned, and so is the value: the client gets their addresses with every record.
        Name = Pinned(Encoding.UTF8.GetBytes(name + '\0'));
        Value = value is null ? null : Pinned(value);
        ValueLength = value?.Length ?? 0;
    }

    /// <summary>The mark of a simulated device, as <c>Sensorium-Simulated: 1</c> is over HTTP.</summary>
    public static KafkaHeader Simulated { get; } = new("sensorium-simulated", "1"u8.ToArray());

    /// <summary>With the zero at its end that C wants.</summary>
    internal byte[] Name { get; }

    internal byte[]? Value { get; }

    internal int ValueLength { get; }

    /// <returns>A copy that never moves, with an address also where it is empty.</returns>
    private static byte[] Pinned(byte[] bytes)
    {
        var pinned = GC.AllocateArray<byte>(Math.Max(1, bytes.Length), pinned: true);
        bytes.CopyTo(pinned, 0);
        return pinned;
    }
}
