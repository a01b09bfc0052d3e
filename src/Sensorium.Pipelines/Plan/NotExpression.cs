using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

public sealed record NotExpression(BoundExpression Operand, SourceSpan Span) : BoundExpression(TypeKind.Boolean, Span);
