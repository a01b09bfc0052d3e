using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Sql;

/// <summary>What stands in FROM, bound: its rows, by which name they go, and which column is the event time.</summary>
/// <param name="EventTime">Index in the plan's schema, or −1.</param>
/// <param name="Hidden">Columns from this index on are not part of <c>*</c>.</param>
/// <param name="Window">Of TUMBLE or HOP around it; null without.</param>
internal sealed record BoundRelation(PlanNode Plan, string? Name, int EventTime, int Hidden, WindowDefinition? Window);
