namespace Sensorium.Pipelines.Plan;

/// <summary>How timestamps of a column are written.</summary>
/// <param name="Kind">What is expected first. Text is accepted in every form of <see cref="TimestampKind"/> that is text.</param>
/// <param name="Zone">IANA name of the zone of text without one; null where such text is rejected.</param>
public sealed record TimestampFormat(TimestampKind Kind, string? Zone);
