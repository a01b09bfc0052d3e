using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Core;

namespace Sensorium.CommandLine;

/// <summary>
/// What is wrong with what a user wrote, for a program to read: <c>{"file", "line", "column", "code", "message", "fix"}</c>. The file is
/// null where the message says it; line and column, from 1, are null where the whole file is meant.
/// </summary>
internal static partial class ProblemJson
{
    public static JsonArray Of(IEnumerable<Problem> problems) => new([.. problems.Select(Of)]);

    /// <summary>
    /// Does a command's work; what is wrong with its input becomes its output where JSON was asked for, and is thrown on elsewhere.
    /// </summary>
    /// <param name="work">Gives the exit code.</param>
    public static int Catch(OutputFormat format, Terminal terminal, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (ProblemsException mistakes) when (format == OutputFormat.Json)
        {
            Write(mistakes.Problems, terminal);
        }
        catch (SensoriumException mistake) when (format == OutputFormat.Json && mistake.Code != ErrorCodes.WrongUsage)
        {
            Write([new(mistake.Code, null, mistake.Message, mistake.Fix)], terminal);
        }

        return ExitCode.Failed;
    }

    private static void Write(IEnumerable<Problem> problems, Terminal terminal) =>
        terminal.WriteJson(new JsonObject { ["ok"] = false, ["problems"] = Of(problems) });

    private static JsonNode Of(Problem problem)
    {
        var place = Place().Match(problem.Location ?? "");
        return new JsonObject
        {
            ["file"] = place.Success ? place.Groups[1].Value : problem.Location,
            ["line"] = place.Success ? int.Parse(place.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : null,
            ["column"] = place.Success ? int.Parse(place.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : null,
            ["code"] = problem.Code,
            ["message"] = problem.Message,
            ["fix"] = problem.Fix,
        };
    }

    [GeneratedRegex(@"^(.*):(\d+):(\d+)$", RegexOptions.Singleline)]
    private static partial Regex Place();
}
