using System.Collections;
using Sensorium.Connectors.Kafka;
using Sensorium.Core;

namespace Sensorium.City.Settings;

/// <summary>Reads <c>kafka://</c> addresses, with the secrets that they refer to.</summary>
internal static class KafkaAddress
{
    /// <param name="folder">What a path in <c>${file:PATH}</c> is relative to.</param>
    public static KafkaEndpoint Parse(string address, string folder, IDictionary variables) => KafkaEndpoint.Parse(address, text =>
        !SecretReference.TryParse(text, out var reference)
            ? throw new SensoriumException("SN1008", $"'{text}' refers to nothing known.", "write ${env:NAME} or ${file:PATH}.")
            : reference.Resolve(folder, variables) ?? throw new SensoriumException(
                "SN1008", $"the address refers to {reference.Describe()}, which is not there.", reference.Fix()));
}
