using System.Text.Json.Nodes;

namespace Sensorium.Access;

/// <summary>A line of the audit log.</summary>
/// <param name="Did">A verb.</param>
/// <param name="To">What it was done to.</param>
public sealed record AuditEntry(DateTimeOffset At, string Who, string Did, string To, JsonObject? Details);
