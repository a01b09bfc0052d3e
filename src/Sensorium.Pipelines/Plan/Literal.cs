using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <param name="Value">null, bool, int (also dates), long (also timestamps and intervals, in µs), double, string, byte[] or <see cref="GeoPoint"/>.</param>
public sealed record Literal(object? Value, TypeKind Type, SourceSpan Span) : BoundExpression(Type, Span);
