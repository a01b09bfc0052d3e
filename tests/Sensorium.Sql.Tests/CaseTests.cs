using Sensorium.Sql.Plan;

namespace Sensorium.Sql.Tests;

public sealed class CaseTests
{
    public static TheoryData<string> Cases => [.. CaseFiles.Names];

    /// <summary>With SENSORIUM_WRITE_EXPECTED=1 the expectations are written instead, to be read before they are committed.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_compiles_to_what_stands_beside_it(string name)
    {
        var result = CaseFiles.Compile(CaseFiles.Read(name));
        var actual = result.Program is { } program
            ? PlanPrinter.Print(program with { Streams = [.. program.Streams.Where(stream => stream.Span.File != "city.sql")] })
            : string.Concat(result.Diagnostics.Select(diagnostic => diagnostic + "\n"));
        if (Environment.GetEnvironmentVariable("SENSORIUM_WRITE_EXPECTED") == "1")
        {
            File.WriteAllText(CaseFiles.ExpectedPath(name), actual);
        }

        actual.ShouldBe(File.ReadAllText(CaseFiles.ExpectedPath(name)));
    }

    [Fact]
    public void Every_code_of_the_cases_has_its_page()
    {
        var codes = CaseFiles.Names.SelectMany(name => CaseFiles.Compile(CaseFiles.Read(name)).Diagnostics).Select(item => item.Code)
            .Distinct();
        codes.Where(code => !File.Exists(Repository.Path("docs/errors", code + ".md"))).ShouldBeEmpty();
    }
}
