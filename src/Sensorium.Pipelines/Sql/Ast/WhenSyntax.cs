namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record WhenSyntax(ExpressionSyntax Condition, ExpressionSyntax Value);
