using Sensorium.Core;
using Sensorium.Core.Tables;

namespace Sensorium.Sql.Plan;

/// <summary>The table that all alerts of a city append to: a row for each raise and each clear.</summary>
public static class AlertTable
{
    public const string Name = TableName.Processed + ".alerts";

    /// <summary>What stands in <c>event</c>.</summary>
    public const string Raised = "raised";

    public const string Cleared = "cleared";

    public static Schema Schema { get; } = new(
    [
        new("episode", TypeKind.Varchar, Nullable: false, Comment: "The same for the raise and its clear, whatever is read again"),
        new("event", TypeKind.Varchar, Nullable: false, Comment: "raised or cleared"),
        new("alert", TypeKind.Varchar, Nullable: false, Comment: "Name of the CREATE ALERT"),
        new("severity", TypeKind.Varchar, Nullable: false),
        new("topic", TypeKind.Varchar, Nullable: false),
        new("key", TypeKind.Varchar, Nullable: false, Comment: "The KEY columns as a JSON object"),
        new("event_time", TypeKind.Timestamp, Nullable: false, Comment: "Of the row that raised or cleared it"),
        new("since", TypeKind.Timestamp, Nullable: false, Comment: "When its condition became true"),
        new("raised_at", TypeKind.Timestamp, Nullable: false),
        new(
            "details",
            TypeKind.Varchar,
            Nullable: false,
            Comment: "The SELECT list, of the row that raised or cleared it, as a JSON object"),
    ]);

    public static TableDefinition Definition { get; } = new(Name, Schema, [], "Every alert of the city as it was raised and cleared");
}
