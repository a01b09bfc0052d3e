using Sensorium.Core;
using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

/// <summary>A command that changes or lists users or tokens, in the running city or in its files.</summary>
internal abstract class AccessCommand : CityCommand
{
    protected AccessCommand(string name, string description)
        : base(name, description) => AddDataOption();

    protected static Argument<string> Word(string name, string description) => new(name) { Description = description };

    protected static Option<string> RoleOption(string description) => new("--role") { Description = description, HelpName = "ROLE" };

    protected Task<JsonNode?> Ask(ParseResult line, JsonObject request, CancellationToken cancellation) =>
        AccessClient.Ask(Data(line), request, TimeProvider.System, Terminal(line).Say, cancellation);

    /// <summary>Rows of texts: as JSON, or in columns under their names.</summary>
    protected static void Write(TextWriter output, OutputFormat format, JsonArray rows, params string[] columns)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(rows.ToJsonString());
            return;
        }

        var cells = rows.Select(row => columns.Select(column => Printable.Of((string)row![column]!)).ToArray()).Prepend(columns).ToList();
        var widths = columns.Select((_, column) => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
