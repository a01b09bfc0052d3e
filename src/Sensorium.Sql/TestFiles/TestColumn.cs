using Sensorium.Core;

namespace Sensorium.Sql.TestFiles;

public readonly record struct TestColumn(string Name, SourceSpan Span);
