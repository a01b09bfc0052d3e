using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Sql;

/// <summary>A window function in FROM whose GROUP BY has not been met yet.</summary>
internal sealed record PendingWindow(WindowDefinition Definition, string? Qualifier, SourceSpan Span);
