using System.Text.Json;
using Sensorium.City.Pipelines;
using Sensorium.Core;

namespace Sensorium.CommandLine;

/// <summary>A ledger as a command prints it.</summary>
internal static class LedgerOutput
{
    /// <summary>Prints the ledger, and reports one that does not balance.</summary>
    /// <param name="json">How JSON is laid out.</param>
    /// <returns>The exit code of a command whose work it was to balance.</returns>
    public static int Write(LedgerReport report, OutputFormat format, Terminal terminal, JsonSerializerOptions? json = null)
    {
        if (format == OutputFormat.Json)
        {
            terminal.Output.WriteLine(report.ToJson().ToJsonString(json));
        }
        else
        {
            report.Write(terminal.Output);
        }

        if (!report.IsBalanced)
        {
            terminal.Report(new Problem(
                "SN4004",
                null,
                "the ledger does not balance: records are unaccounted for.",
                "please report it with the SQL and, if you can, the input."));
        }

        return report.IsBalanced ? ExitCode.Done : ExitCode.Failed;
    }
}
