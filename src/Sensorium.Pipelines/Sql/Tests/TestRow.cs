namespace Sensorium.Pipelines.Sql.Tests;

public sealed record TestRow(IReadOnlyList<TestValue> Values, SourceSpan Span);
