using Sensorium.Sql.TestFiles;

namespace Sensorium.CityTests;

/// <param name="Table">Full name of the table that was looked at, or the alert's.</param>
internal sealed record ExpectationResult(TestExpectation Expectation, string Table, TableDifference Difference);
