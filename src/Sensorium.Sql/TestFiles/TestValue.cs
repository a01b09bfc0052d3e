using Sensorium.Core;

namespace Sensorium.Sql.TestFiles;

/// <param name="Text">A number with its sign; a text without quotes; TRUE or FALSE; empty for NULL.</param>
public readonly record struct TestValue(TestValueKind Kind, string Text, SourceSpan Span);
