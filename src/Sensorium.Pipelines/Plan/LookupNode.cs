using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>Joins each row with the rows of a reference table that have equal keys. The schema is the input's, then the reference's.</summary>
/// <param name="InputKeys">Over the input's row.</param>
/// <param name="ReferenceKeys">Indexes into the reference's schema, in the order of <paramref name="InputKeys"/>.</param>
/// <param name="IsLeft">LEFT JOIN: a row without partner stays, with nulls; otherwise it is filtered.</param>
public sealed record LookupNode(
    PlanNode Input,
    ReferenceTable Reference,
    IReadOnlyList<BoundExpression> InputKeys,
    IReadOnlyList<int> ReferenceKeys,
    bool IsLeft,
    Schema Schema,
    SourceSpan Span) : PlanNode(Schema, Span);
