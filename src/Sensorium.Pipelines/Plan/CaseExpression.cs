using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>The value of the first branch whose condition is true; a simple CASE is bound to this form. COALESCE and NULLIF are too.</summary>
/// <param name="Otherwise">Null stands for NULL.</param>
public sealed record CaseExpression(IReadOnlyList<CaseBranch> Branches, BoundExpression? Otherwise, TypeKind Type, SourceSpan Span)
    : BoundExpression(Type, Span);
