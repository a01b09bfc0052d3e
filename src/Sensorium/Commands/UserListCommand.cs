using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class UserListCommand : AccessCommand
{
    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public UserListCommand()
        : base("list", "the users and their roles")
    {
        Options.Add(_format);
        SetAction(async (line, cancellation) =>
        {
            var users = (JsonArray)(await Ask(line, new() { ["do"] = AccessVerbs.ListUsers }, cancellation))!;
            Write(Terminal(line).Output, line.GetValue(_format), users, "name", "role", "since");
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium user list"];
}
