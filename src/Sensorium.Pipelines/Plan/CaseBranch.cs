namespace Sensorium.Pipelines.Plan;

public sealed record CaseBranch(BoundExpression Condition, BoundExpression Value);
