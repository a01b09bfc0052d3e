using Sensorium.Core;

namespace Sensorium.Sql.TestFiles;

/// <summary>One test of a city: what its streams hold, and what its tables must hold then.</summary>
/// <param name="Name">Of the TEST statement, or the file's where there is none.</param>
/// <param name="Now">AT: stands in for the time of arrival, as written; null where the test does not say.</param>
/// <param name="Given">Each is a partition of its stream, in this order.</param>
public sealed record TestCase(
    string Name,
    (string Text, SourceSpan Span)? Now,
    IReadOnlyList<TestGiven> Given,
    IReadOnlyList<TestExpectation> Expected,
    SourceSpan Span);
