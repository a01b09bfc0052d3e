using Sensorium.Connectors.Kafka.Native;

namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>Why a transaction was not committed, as far as is known.</summary>
/// <param name="Row">The row that failed; null where none did.</param>
internal readonly record struct EpochFailure(RdError Error, DeliveryFailure? Row)
{
    public KafkaCode Code => Row?.Code ?? Error.Code;

    public string Text => ClientText.Plain(Row?.Text ?? Error.Text);
}
