using System.Text.Json.Serialization;
using Sensorium.Core;
using Sensorium.Streams;

namespace Sensorium.Web;

/// <summary>Where every record of the city went, at one moment.</summary>
/// <param name="IsBalanced">Whether every count adds up; false is always a bug.</param>
public sealed record CityLedger(
    [property: JsonPropertyName("balanced")] bool IsBalanced,
    IReadOnlyList<LedgerEntry> Pipelines,
    IReadOnlyList<StreamLedger> Streams);
