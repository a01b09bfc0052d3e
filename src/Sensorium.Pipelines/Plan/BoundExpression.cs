using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>A typed expression over one input's row. Implicit casts are already explicit: an argument has exactly the type its function takes.</summary>
public abstract record BoundExpression(TypeKind Type, SourceSpan Span);
