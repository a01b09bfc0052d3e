using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.CityTests;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Sql.TestFiles;

namespace Sensorium.Commands;

/// <summary><c>test [CITY] [FILTER]</c>: the tests of a city's pipelines, <c>tests/*.sql</c>.</summary>
internal sealed class TestCommand : CityCommand
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Argument<string?> _city = CityArgument();

    private readonly Argument<string?> _filter = new("FILTER")
    {
        Description = "only tests whose file or name contains it",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public TestCommand()
        : base("test", "runs a city's tests: given rows through its pipelines, beside the rows expected")
    {
        Arguments.Add(_city);
        Arguments.Add(_filter);
        Options.Add(_format);
        AddSettingOptions();
        SetAction(Run);
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples =>
        ["sensorium test", "sensorium test overheating", "sensorium test my-city", "sensorium test my-city late",
            "sensorium test my-city --format json"];

    private async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        var (named, filter) = (line.GetValue(_city), line.GetValue(_filter));
        if (named is not null && filter is null && !Directory.Exists(named))
        {
            // One word that is no folder says which tests.
            (named, filter) = (null, named);
        }

        var city = Open(line, named);
        var terminal = Terminal(line);
        var program = SqlSources.Compile(city);
        var tests = Select(city, Read(city), filter);
        var scratch = Directory.CreateTempSubdirectory("sensorium-tests-").FullName;
        var results = new List<TestResult>();
        try
        {
            var runner = new CityTest(program, scratch);
            foreach (var test in tests)
            {
                results.Add(await runner.Run(test, cancellation));
                if (line.GetValue(_format) == OutputFormat.Text)
                {
                    Write(results[^1], terminal.Output);
                }
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        var failed = results.Count(result => !result.HasPassed);
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            await terminal.Output.WriteLineAsync(ToJson(results, failed).ToJsonString(_json));
        }
        else
        {
            await terminal.Output.WriteLineAsync($"{results.Count - failed:N0} passed, {failed:N0} failed");
        }

        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <exception cref="SensoriumException">SN1055: the city has no tests.</exception>
    /// <exception cref="ProblemsException">All that is wrong with how the tests are written.</exception>
    private static IReadOnlyList<TestCase> Read(CityFolder city)
    {
        var (tests, diagnostics) = TestFiles.Read(city);
        return diagnostics.Count > 0 ? throw SqlSources.Problems(diagnostics)
            : tests.Count > 0 ? tests
            : throw new SensoriumException(
                "SN1055", $"{city.Name} has no tests: there is no file {Path.Combine(TestFiles.Folder(city), "*.sql")}.",
                "write one with GIVEN, AT and EXPECT; docs/testing.md shows how.");
    }

    private static IReadOnlyList<TestCase> Select(CityFolder city, IReadOnlyList<TestCase> tests, string? filter)
    {
        var selected = filter is null ? tests : [.. tests.Where(test =>
            test.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)
            || Path.GetFileNameWithoutExtension(test.Span.File).Contains(filter, StringComparison.OrdinalIgnoreCase))];
        return selected.Count > 0 ? selected : throw new SensoriumException(
            "SN1056", $"none of the {tests.Count} tests of {city.Name} has '{filter}' in its name or its file's.",
            "leave the filter out to see the names.");
    }

    private static void Write(TestResult result, TextWriter output)
    {
        var test = result.Case;
        output.WriteLine($"{(result.HasPassed ? "ok  " : "FAIL")}  {test.Span.File}:{test.Span.Line}: {test.Name}");
        foreach (var problem in result.Problems)
        {
            output.WriteLine($"      {problem.Location}: {problem.Code}: {problem.Message}");
            output.WriteLine($"        fix: {problem.Fix}");
        }

        foreach (var expectation in result.Expectations.Where(expectation => !expectation.Difference.IsEmpty))
        {
            var span = expectation.Expectation.Span;
            output.WriteLine($"      {span.File}:{span.Line}: {expectation.Table} is not as expected");
            expectation.Difference.Write(output, "        ");
        }
    }

    private static JsonObject ToJson(List<TestResult> results, int failed) => new()
    {
        ["passed"] = results.Count - failed,
        ["failed"] = failed,
        ["tests"] = new JsonArray([.. results.Select(result => new JsonObject
        {
            ["name"] = result.Case.Name,
            ["file"] = result.Case.Span.File,
            ["line"] = result.Case.Span.Line,
            ["passed"] = result.HasPassed,
            ["milliseconds"] = Math.Round(result.Duration.TotalMilliseconds, 1),
            ["problems"] = new JsonArray([.. result.Problems.Select(problem => new JsonObject
            {
                ["code"] = problem.Code, ["place"] = problem.Location, ["message"] = problem.Message, ["fix"] = problem.Fix,
            })]),
            ["expectations"] = new JsonArray([.. result.Expectations.Select(ToJson)]),
        })]),
    };

    private static JsonObject ToJson(ExpectationResult result)
    {
        var difference = result.Difference;
        return new()
        {
            ["table"] = result.Table,
            ["line"] = result.Expectation.Span.Line,
            ["passed"] = difference.IsEmpty,
            ["changed"] = new JsonArray([.. difference.Changed.Select(pair => new JsonObject
            {
                ["expected"] = Row(difference, pair.Expected), ["actual"] = Row(difference, pair.Actual),
            })]),
            ["missing"] = new JsonArray([.. difference.Missing.Select(row => Row(difference, row))]),
            ["unexpected"] = new JsonArray([.. difference.Unexpected.Select(row => Row(difference, row))]),
        };
    }

    private static JsonObject Row(TableDifference difference, Cell[] row) =>
        new(difference.Columns.Select((column, i) => KeyValuePair.Create(column, (JsonNode?)row[i].Text)));
}
