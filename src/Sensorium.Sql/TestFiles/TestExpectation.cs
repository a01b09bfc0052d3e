using Sensorium.Core;

namespace Sensorium.Sql.TestFiles;

/// <summary><c>EXPECT table …</c>: all its rows, in any order.</summary>
/// <param name="Table">Of a table, <c>x__late</c>, <c>x__rejected</c>, <c>alerts</c>, or an alert; a layer may stand before it.</param>
/// <param name="Columns">Those that are compared; empty for all.</param>
/// <param name="Tolerance">How far a DOUBLE may be off; 0 for not at all.</param>
/// <param name="Span">Of the table's name.</param>
public sealed record TestExpectation(
    string Table, IReadOnlyList<TestColumn> Columns, IReadOnlyList<TestRow> Rows, double Tolerance, SourceSpan Span);
