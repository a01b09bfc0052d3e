using Sensorium.Core;

namespace Sensorium.Sql.TestFiles;

/// <summary><c>GIVEN stream …</c>: records of one partition.</summary>
/// <param name="Stream">Name of the CREATE STREAM.</param>
/// <param name="Form">How <paramref name="Rows"/> or <paramref name="Text"/> says the records.</param>
/// <param name="Columns">With VALUES: columns of the stream; empty for all, in declared order.</param>
/// <param name="Rows">With VALUES.</param>
/// <param name="Text">With JSON or CSV: the records as a file has them.</param>
/// <param name="Span">Of the stream's name.</param>
public sealed record TestGiven(
    string Stream, TestForm Form, IReadOnlyList<TestColumn> Columns, IReadOnlyList<TestRow> Rows, string Text, SourceSpan Span);
