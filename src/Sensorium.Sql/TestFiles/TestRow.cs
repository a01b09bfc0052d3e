using Sensorium.Core;

namespace Sensorium.Sql.TestFiles;

public sealed record TestRow(IReadOnlyList<TestValue> Values, SourceSpan Span);
