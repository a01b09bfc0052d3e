using Sensorium.Core;
using Sensorium.Pipelines.Expressions;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>A scalar function, or an operator, which is a function by the name of its sign: <c>+ - * / % || = &lt;&gt; &lt; &lt;= &gt; &gt;=</c>.</summary>
public sealed record FunctionCall(ScalarFunction Function, IReadOnlyList<BoundExpression> Arguments, SourceSpan Span)
    : BoundExpression(Function.Result, Span);
