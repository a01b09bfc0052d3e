using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <param name="Index">Into the input's schema.</param>
public sealed record ColumnReference(int Index, string Name, TypeKind Type, SourceSpan Span) : BoundExpression(Type, Span);
