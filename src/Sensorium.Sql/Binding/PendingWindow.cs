using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Sql.Binding;

/// <summary>A window function in FROM whose GROUP BY has not been met yet.</summary>
internal sealed record PendingWindow(WindowDefinition Definition, string? Qualifier, SourceSpan Span);
