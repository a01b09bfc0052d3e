using Sensorium.Core;

namespace Sensorium.Connectors.Kafka;

/// <summary>Where reading of a new topic starts: its earliest record, its end, or the first record at or after a time.</summary>
public readonly record struct KafkaStart
{
    private readonly long _time;

    private KafkaStart(KafkaStartKind kind, long time)
    {
        Kind = kind;
        _time = time;
    }

    public static KafkaStart Earliest => new(KafkaStartKind.Earliest, 0);

    public static KafkaStart Latest => new(KafkaStartKind.Latest, 0);

    public KafkaStartKind Kind { get; }

    /// <summary>Of <see cref="KafkaStartKind.Time"/>, compared with the records' timestamps.</summary>
    public EventTime Time => new(_time);

    public static KafkaStart At(EventTime time) => new(KafkaStartKind.Time, time.Micros);

    public override string ToString() => Kind switch
    {
        KafkaStartKind.Earliest => "earliest",
        KafkaStartKind.Latest => "latest",
        _ => Time.ToString(),
    };
}
