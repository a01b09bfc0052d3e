namespace Sensorium.Pipelines.Sql.Tests;

public readonly record struct TestColumn(string Name, SourceSpan Span);
