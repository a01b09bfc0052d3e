namespace Sensorium.Pipelines.Plan;

public enum TimestampKind : byte
{
    /// <summary>ISO 8601, with <c>T</c> or a space, with or without fraction; a zone unless <see cref="TimestampFormat.Zone"/> is given. Also
    /// <c>java.util.Date.toString()</c>: <c>Tue Nov 24 10:15:30 CET 2026</c>.</summary>
    Text,

    /// <summary>A number, or a numeral as text, since 1970-01-01.</summary>
    EpochSeconds,
    EpochMilliseconds,
    EpochMicroseconds,
}
