using Sensorium.Core;
using Sensorium.Sql.TestFiles;

namespace Sensorium.CityTests;

/// <summary>What came of a test.</summary>
/// <param name="Problems">Why it could not run; empty where it ran.</param>
/// <param name="Expectations">Each as it turned out; empty where the test could not run.</param>
internal sealed record TestResult(
    TestCase Case, IReadOnlyList<Problem> Problems, IReadOnlyList<ExpectationResult> Expectations, TimeSpan Duration)
{
    public bool HasPassed => Problems.Count == 0 && Expectations.All(result => result.Difference.IsEmpty);
}
